import { compareText } from '../../../platform/model/labels.ts';
import type { Dialect, SqlValue, Statement } from '../../../platform/state/state.ts';
import { rowInserter } from '../../store/insert-rows.ts';
import type { Incident } from '../incident.ts';

/** An incident before and after a change; undefined before it was there. */
export interface CountedChange {
  readonly previous: Incident | undefined;
  readonly incident: Incident;
}

type Counted = Pick<
  Incident,
  'owner' | 'project' | 'environment' | 'ruleId' | 'severity' | 'acknowledgedAtMs'
>;

/**
 * Keeps the numbers of open incidents with the changes themselves, in the same batch: what is counted
 * is what is stored.
 */
export class CountSql {
  readonly #add: ReturnType<typeof rowInserter>;

  constructor(dialect: Dialect) {
    this.#add = rowInserter(dialect, {
      name: 'incident.count',
      table: 'incident_counts',
      columns: ['owner', 'project', 'environment', 'rule_id', 'severity', 'acknowledged', 'open'],
      suffix: `ON CONFLICT (owner, project, environment, rule_id, severity, acknowledged)
        DO UPDATE SET open = incident_counts.open + excluded.open`,
    });
  }

  /** In one order for everybody, so that two writers do not wait for each other. */
  of(changes: readonly CountedChange[]): readonly Statement[] {
    const sums = new Map<string, { readonly of: Counted; by: number }>();
    const add = (incident: Incident | undefined, by: 1 | -1): void => {
      if (incident?.status !== 'firing') return;
      const key = bucketKey(incident);
      const sum = sums.get(key);
      if (sum) sum.by += by;
      else sums.set(key, { of: incident, by });
    };
    for (const { previous, incident } of changes) {
      add(previous, -1);
      add(incident, 1);
    }
    const changed = [...sums].filter(([, { by }]) => by !== 0);
    changed.sort(([a], [b]) => compareText(a, b));
    return this.#add(changed.map(([, sum]) => [...bucketOf(sum.of), sum.by]));
  }
}

/** Different for different buckets: none of their parts holds a line break. */
function bucketKey(incident: Counted): string {
  const { owner, project, environment, ruleId, severity, acknowledgedAtMs } = incident;
  const isAcknowledged = acknowledgedAtMs === null ? 0 : 1;
  const place = `${owner}\n${project ?? ''}\n${environment ?? ''}\n${ruleId ?? ''}`;
  return `${place}\n${severity}\n${isAcknowledged}`;
}

function bucketOf(incident: Counted): readonly SqlValue[] {
  const { owner, project, environment, ruleId, severity, acknowledgedAtMs } = incident;
  const acknowledged = acknowledgedAtMs === null ? 0 : 1;
  return [owner, project ?? '', environment ?? '', ruleId ?? '', severity, acknowledged];
}
