/** Every time limit of the connection layer, in milliseconds: one place that answers "how long until I am told?". */
export interface Deadlines {
  /** For DNS, TCP, TLS and login together, where the profile names none. The user's typing of a password is not counted. */
  readonly connect: number;
  /** A line that was idle for longer is asked for a sign of life before a statement is sent on it. */
  readonly idleBeforeCheck: number;
  /** How long that sign of life may take. */
  readonly checkAnswer: number;
  /** While a statement runs: so long without a byte, and the server is asked over another line what became of it. */
  readonly silenceBeforeProbe: number;
  /** How long the question over the other line may take, connecting included. */
  readonly probeAnswer: number;
  /** A backend that is gone or idle while we wait gets so long for bytes that are still under way. */
  readonly probeGrace: number;
  /** How long the server may take to obey a CancelRequest before the user is offered to terminate. */
  readonly cancelObeyed: number;
  /** A catalog connection that nobody used for so long is closed. */
  readonly catalogIdle: number;
  /** `statement_timeout` of catalog reads. */
  readonly catalogStatement: number;
}

/** A cut line is noticed within 20 seconds while a statement runs, and within 5 when the next one is run. */
export const defaultDeadlines: Deadlines = {
  connect: 15_000,
  idleBeforeCheck: 20_000,
  checkAnswer: 5_000,
  silenceBeforeProbe: 10_000,
  probeAnswer: 8_000,
  probeGrace: 2_000,
  cancelObeyed: 5_000,
  catalogIdle: 120_000,
  catalogStatement: 30_000,
};

/** Between the starts of attempts to reach the several addresses of one host. */
export const nextAddressDelay = 300;

/** A polite goodbye may take so long before the line is cut. */
export const closeGrace = 1_000;
