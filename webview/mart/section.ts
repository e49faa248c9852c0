/** What is known of a section. */
export type SectionState<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly message: string };

/** One section of the page: it is read by itself, and what fails in it leaves the others alone. */
export class Section<T> {
  state: SectionState<T> = { kind: 'loading' };
  private readings = 0;

  constructor(
    private readonly read: () => Promise<T>,
    private readonly changed: () => void,
  ) {}

  /** Reads it again, by another way where one is given. An answer that came too late is left aside. */
  async load(read: () => Promise<T> = this.read): Promise<void> {
    const reading = ++this.readings;
    this.state = { kind: 'loading' };
    this.changed();
    const state: SectionState<T> = await read().then(
      (value) => ({ kind: 'ready', value }),
      (error: unknown) => ({
        kind: 'failed',
        message: error instanceof Error ? error.message : String(error),
      }),
    );
    if (reading === this.readings) {
      this.state = state;
      this.changed();
    }
  }

  get value(): T | undefined {
    return this.state.kind === 'ready' ? this.state.value : undefined;
  }
}
