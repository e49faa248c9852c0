import type { History } from '../../history/history';
import type { ConnectionService } from '../../connections/connectionService';
import type { Confirm } from '../../query/questions';
import type { PlanPanelParts } from '../planPanelHost';
import type { PlanPanels } from '../planPanels';

/** What comparisons are made with. */
export interface ComparisonParts extends Pick<PlanPanelParts, 'extensionUri' | 'runner'> {
  readonly connections: ConnectionService;
  readonly confirm: Confirm;
  /** The plans of earlier runs, also of other days. */
  readonly history: Pick<History, 'open'>;
  readonly panels: Pick<PlanPanels, 'open'>;
}
