import type { JsonPath } from '../../../../../dashboards/edit/change-at.ts';
import type { JsonRecord } from '../../../../../dashboards/model/panel.ts';

/** What the fields of a panel are given. */
export interface PanelFieldsProps {
  readonly board: JsonRecord;
  readonly panel: JsonRecord;
  /** Another panel in its place; `field` names what is typed in. */
  readonly onChange: (panel: JsonRecord, field: string) => void;
  /** One member of it. */
  readonly onField: (path: JsonPath, value: unknown) => void;
}
