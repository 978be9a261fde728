import type { ServerResponse } from 'node:http';
import type {
  ScopeClusters,
  ScopedAnswer,
  ScopedApi,
  ScopedParameters,
} from '../../dashboards/model/scoped-api.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Permission } from '../../platform/tenancy/roles.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import type { Form } from '../../queries/proxy/form.ts';
import type { LokiProxy } from '../../queries/proxy/loki/loki-proxy.ts';
import { LOKI_ROUTES } from '../../queries/proxy/loki/loki-routes.ts';
import type { PrometheusProxy } from '../../queries/proxy/prometheus-proxy.ts';
import { PROMETHEUS_ROUTES } from '../../queries/proxy/prometheus-routes.ts';
import { type CollectedOutcome, CollectedResponse } from './collected-response.ts';
import type { RunningQuestions } from './running-questions.ts';
import type { ScopeGate } from './scope-gate.ts';

export interface OwnQuestionsOptions {
  readonly scopes: Pick<ScopeGate, 'grantTo'>;
  readonly running: RunningQuestions;
  /** The same with the rights of now; null: it has none any more. Rejects with AppError `unavailable`. */
  readonly present: (principal: Principal) => Promise<Principal | null>;
  readonly prometheus: Pick<PrometheusProxy, 'answer'>;
  readonly loki: Pick<LokiProxy, 'answer'>;
}

/** Most bytes of one answer. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Below `…/prometheus/api/v1/` and `…/loki/loki/api/v1/`. */
const BASES = { prometheus: 'api/v1/', loki: 'loki/api/v1/' } as const;

/** What asks, for as long as it holds the right to. */
interface Asking {
  readonly principal: Principal;
  readonly scopeName: string;
}

type Work = (scope: Scope, form: Form, response: ServerResponse) => Promise<void>;

/**
 * The scoped APIs for pictures, reports and embedded dashboards, which the service asks for on
 * somebody's behalf: the same routes, permissions, enforcement and limits as over HTTP, without a
 * connection. A question ends when its principal loses the right to it, and each is asked with the rights of
 * its moment: a picture or a report is drawn from many, while rights end.
 */
export class OwnQuestions {
  readonly #options: OwnQuestionsOptions;

  constructor(options: OwnQuestionsOptions) {
    this.#options = options;
  }

  /** What a principal may ask of a scope; refused question by question, when it is asked. */
  as(principal: Principal, scopeName: string): ScopedApi {
    const asking = { principal, scopeName };
    const clusters = () => this.#clustersOf(asking);
    return {
      prometheus: (path, parameters, signal) =>
        this.#prometheus(asking, { path, parameters, signal }),
      loki: (path, parameters, signal) => this.#loki(asking, { path, parameters, signal }),
      // Looked up where somebody asks for it: most questions do not.
      get clusters() {
        return clusters();
      },
    };
  }

  /** Those that the principal may read metrics or logs of; none where the scope names one itself. */
  #clustersOf({ principal, scopeName }: Asking): ScopeClusters | undefined {
    if (scopeName.includes('@')) return undefined;
    const found = new Set<string>();
    for (const permission of ['metrics:read', 'logs:read'] as const) {
      try {
        const { clusters } = this.#options.scopes.grantTo(principal, scopeName, permission);
        for (const cluster of clusters) found.add(cluster);
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown;
      }
    }
    if (found.size < 2) return undefined;
    const at = (cluster: string) => this.as(principal, `${scopeName}@${cluster}`);
    return { names: [...found].sort(), at };
  }

  async #prometheus(asking: Asking, asked: Asked): Promise<ScopedAnswer> {
    const { route, name } = routeOf(PROMETHEUS_ROUTES, BASES.prometheus, asked.path);
    return this.#ask(asking, asked, route.permission, (scope, form, response) =>
      this.#options.prometheus.answer(
        { route, labelName: name, scope, form, bodyBytes: bytesOf(asked.parameters) },
        response,
      ),
    );
  }

  async #loki(asking: Asking, asked: Asked): Promise<ScopedAnswer> {
    const { route, name } = routeOf(LOKI_ROUTES, BASES.loki, asked.path);
    return this.#ask(asking, asked, route.permission, (scope, form, response) =>
      this.#options.loki.answer(
        { route, name, scope, form, flags: [], bodyBytes: bytesOf(asked.parameters) },
        response,
      ),
    );
  }

  async #ask(
    { principal, scopeName }: Asking,
    { parameters, signal }: Asked,
    permission: Permission,
    work: Work,
  ): Promise<ScopedAnswer> {
    const { scopes, running, present } = this.#options;
    const now = await present(principal);
    signal?.throwIfAborted();
    if (now === null) throw new AppError('scope_denied', 'who asks has no rights here any more');
    const scope = scopes.grantTo(now, scopeName, permission);
    const response = new CollectedResponse(MAX_BYTES);
    const caller = { principal: now, session: null, mustChangePassword: false, expiresAtMs: null };
    const cut = () => void response.destroy();
    signal?.addEventListener('abort', cut);
    try {
      await running.during({ caller, scopeName, permission, scope, response }, () =>
        work(scope, formOf(parameters), response),
      );
    } finally {
      signal?.removeEventListener('abort', cut);
    }
    signal?.throwIfAborted();
    return readOutcome(response.outcome());
  }
}

interface Asked {
  readonly path: string;
  readonly parameters: ScopedParameters;
  readonly signal: AbortSignal | undefined;
}

interface TableRoute {
  readonly path: string;
  readonly answer: { readonly kind: string };
}

/** Routes whose answer is no JSON of an envelope. */
const OTHER_ANSWERS: ReadonlySet<string> = new Set(['exposition', 'tail', 'push', 'export']);

/** @throws AppError `not_found` */
function routeOf<Route extends TableRoute>(
  routes: readonly Route[],
  base: string,
  path: string,
): { readonly route: Route; readonly name: string | null } {
  for (const route of routes) {
    if (!route.path.startsWith(base) || OTHER_ANSWERS.has(route.answer.kind)) continue;
    const [before = '', after] = route.path.slice(base.length).split('{name}');
    if (after === undefined) {
      if (before === path) return { route, name: null };
    } else if (path.startsWith(before) && path.endsWith(after)) {
      const name = path.slice(before.length, path.length - after.length);
      if (name !== '' && !name.includes('/')) return { route, name: decodeURIComponent(name) };
    }
  }
  throw new AppError('not_found', `${path} is not served here`);
}

function formOf(parameters: ScopedParameters): Form {
  const form = new Map<string, string[]>();
  for (const [name, value] of parameters) form.set(name, [...(form.get(name) ?? []), value]);
  return form;
}

function bytesOf(parameters: ScopedParameters): number {
  return parameters.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}

/** @throws AppError of what the backend said, or when there is no whole answer */
function readOutcome(outcome: CollectedOutcome): ScopedAnswer {
  if (outcome.kind === 'too-large')
    throw new AppError('unprocessable', 'the answer is too large; ask for less');
  if (outcome.kind === 'cut') throw new AppError('upstream_failed', 'the answer broke off');
  const { status, text } = outcome;
  const { data, warnings, error } = envelopeOf(text);
  if (status !== 200) throw new AppError('upstream_failed', error ?? text.slice(0, 300));
  return { data, warnings };
}

function envelopeOf(text: string) {
  const parsed: unknown = text.startsWith('{') ? JSON.parse(text) : {};
  const members = parsed as Readonly<Record<string, unknown>>;
  const { warnings, error } = members;
  return {
    data: members.data ?? parsed,
    warnings: Array.isArray(warnings) ? warnings.map(String) : [],
    error: typeof error === 'string' ? error : null,
  };
}
