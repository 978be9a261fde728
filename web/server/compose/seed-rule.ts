import { textSource } from '../../../alerting/rules/rule-draft.ts';
import type { RuleService } from '../../../alerting/rules/rule-service.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';

/** Who writes it: nobody of the people there are. */
const FIRST_START: Principal = {
  kind: 'token',
  id: 'first-start',
  name: 'tocsin',
  node: { tenant: 'default', project: null, environment: null },
  permissions: new Set(['rules:write']),
};

/**
 * The rule that a new installation begins with, on the host metrics that it collects: to be looked
 * at, changed, and made to fire by a lower threshold.
 */
export async function seedRule(rules: RuleService): Promise<void> {
  await rules.create(
    {
      principal: FIRST_START,
      owner: 'default',
      draft: {
        name: 'Host CPU is busy',
        scope: 'default.default.default',
        source: textSource(
          '100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[1m])))',
        ),
        interval: '15s',
        levels: [
          { severity: 'critical', operator: '>', threshold: 95, for: '5m' },
          { severity: 'warning', operator: '>', threshold: 85, for: '2m' },
        ],
        labels: new Map(),
        annotations: new Map([
          ['summary', 'CPU of {{ $labels.instance }} is {{ $value | printf "%.0f" }} % busy'],
          [
            'description',
            'Lower the threshold of a level to see the rule fire; give it channels to be told.',
          ],
        ]),
        channels: [],
        levelChange: 'raised',
        enabled: true,
      },
    },
    'first-start',
  );
}
