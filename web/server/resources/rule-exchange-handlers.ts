import type { RuleExchange } from '../../../alerting/rules/exchange/rule-exchange.ts';
import type * as contract from '../../contract/rule-exchange.ts';
import type { Handlers } from '../register-api.ts';

const DEFAULT_INTERVAL = '1m';

/** Rules in and out in other formats. */
export function ruleExchangeHandlers(
  exchange: RuleExchange,
): Pick<Handlers, 'ruleExchange.import' | 'ruleExchange.export'> {
  return {
    'ruleExchange.import': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const answer = await exchange.import(principal, params.owner, {
        text: body.text,
        language: body.language,
        scope: body.scope,
        interval: body.interval ?? DEFAULT_INTERVAL,
        severities: new Map(Object.entries(body.severities ?? {})),
        defaultSeverity: body.defaultSeverity ?? null,
        channels: body.channels ?? [],
        enabled: body.enabled ?? true,
        apply: body.apply,
        leaveOutRefused: body.leaveOutRefused ?? false,
      });
      return {
        report: answer.report.map(({ index: _, ...line }) => line),
        notes: answer.notes.map(({ line, message }) => ({ line, message })),
        rules: answer.rules,
        created: answer.created.map(({ id }) => id),
      };
    },
    'ruleExchange.export': ({ params, body }, context) => {
      const { principal } = context.caller();
      const { text, rules, leftOut, lost } = exchange.export(principal, params.owner, {
        ids: body.ids ?? null,
        scope: body.scope ?? null,
        dialect: body.format,
        place: placeOf(body),
        tenantId: body.tenantId ?? null,
      });
      return Promise.resolve({ text, rules, leftOut: [...leftOut], lost: [...lost] });
    },
  };
}

/** Files of Prometheus name no place; of a ruler's they name its namespace when there is one. */
function placeOf({ format, name, namespace, labels }: contract.RuleExportInput) {
  const isObject = /Rule$/.test(format);
  if (!isObject && (format === 'prometheus' || namespace === undefined)) return null;
  return {
    name: name ?? 'rules',
    namespace: namespace ?? '',
    labels: new Map(isObject ? Object.entries(labels ?? {}) : []),
    annotations: new Map<string, string>(),
  };
}
