import type { Clock } from '../../../platform/clock/clock.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Permission } from '../../../platform/tenancy/roles.ts';
import { timelessFacts } from '../../../queries/limits/check-question.ts';
import type { LimitGate } from '../../../queries/limits/limit-gate.ts';
import { payerOf } from '../../../queries/limits/payer-of.ts';
import type { AskedCluster } from '../../../queries/proxy/backend-plan.ts';
import { type ExplainQuestion, explainScope } from '../../../queries/proxy/scope-rules/explain.ts';
import type {
  QueryLanguage,
  ScopeExplanation,
} from '../../../queries/proxy/scope-rules/explanation.ts';
import type { StrictMode } from '../../../queries/proxy/scope-rules/metrics-scope-rules.ts';
import type * as contract from '../../contract/scopes.ts';
import type { Handlers } from '../register-api.ts';
import type { ScopeGate } from '../scope-gate.ts';
import { instant, readInstant } from './present.ts';

export interface ScopeUseCases {
  readonly scopes: ScopeGate;
  readonly directory: () => Directory;
  /** The clusters as questions of each language see them. */
  readonly clusters: Readonly<Record<QueryLanguage, () => readonly AskedCluster[]>>;
  readonly isStrict: Readonly<Record<QueryLanguage, StrictMode>>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly gate: Pick<LimitGate, 'check'>;
}

type ScopeHandlers = Pick<Handlers, Extract<keyof Handlers, `scopes.${string}`>>;

/** Explaining a query takes what asking it takes. */
const PERMISSIONS: Readonly<Record<QueryLanguage, Permission>> = {
  promql: 'metrics:read',
  logql: 'logs:read',
};

/** What scopes do to queries, over HTTP. */
export function scopeHandlers(use: ScopeUseCases): ScopeHandlers {
  return {
    'scopes.explain': ({ params, body }, context) => {
      const { principal } = context.caller();
      const scope = use.scopes.grantTo(principal, params.scope, PERMISSIONS[body.language]);
      // It costs what a question costs before it is sent, and so a question of the tenant's rate.
      const bodyBytes = Buffer.byteLength(body.query);
      use.gate.check(payerOf(scope), timelessFacts(bodyBytes));
      const question = { scope, language: body.language, query: body.query, times: timesOf(body) };
      const explanation = explainScope(question, {
        directory: use.directory(),
        clusters: use.clusters[body.language](),
        nowMs: use.clock.nowMs(),
        isStrict: use.isStrict[body.language],
      });
      return Promise.resolve(presentExplanation(explanation));
    },
  };
}

/** As the backends take them: seconds. */
function timesOf({ start, end, step }: contract.ExplainInput): ExplainQuestion['times'] {
  return {
    ...(start === undefined ? {} : { start: seconds(start, '/start') }),
    ...(end === undefined ? {} : { end: seconds(end, '/end') }),
    ...(step === undefined ? {} : { step }),
  };
}

function seconds(text: string, path: string): string {
  return String(readInstant(text, path) / 1000);
}

function presentExplanation({
  leftOut,
  parts,
  ...explanation
}: ScopeExplanation): contract.ScopeExplanation {
  return {
    ...explanation,
    parts: parts.map((part) => ({
      ...part,
      clusters: [...part.clusters],
      matchers: part.matchers.map((matcher) => ({
        ...matcher,
        values: matcher.values.map(({ value, environments }) => ({
          value,
          environments: [...environments],
        })),
      })),
      filters: [...part.filters],
      selectors: [...part.selectors],
    })),
    leftOut: leftOut.map(({ readableFromMs, ...absence }) => ({
      ...absence,
      readableFrom: instant(readableFromMs),
    })),
  };
}
