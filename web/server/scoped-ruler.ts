import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { stringify } from 'yaml';
import type { ExchangeGroup, ExchangeRule } from '../../alerting/rules/exchange/exchange-group.ts';
import type { RuleLanguage } from '../../alerting/rules/rule-language.ts';
import {
  exchangeGroup,
  noGroup,
  type RulerCall,
  type RulerGroups,
} from '../../alerting/rules/ruler-groups/ruler-groups.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Permission } from '../../platform/tenancy/roles.ts';
import { refuseOtherMethods } from './method-table.ts';
import { RULER_BASES } from './ruler-bases.ts';
import type { ScopeGate } from './scope-gate.ts';
import { type ErrorShape, ScopedErrors } from './scoped-errors.ts';

export interface ScopedRulerOptions {
  readonly scopes: ScopeGate;
  readonly groups: RulerGroups;
  readonly logger: Logger;
  readonly maxBodyBytes: number;
}

/** `{ message }` is what Grafana shows. */
const RULER_ERROR: ErrorShape = {
  contentType: 'application/json',
  bodyOf: ({ kind, message, details }) => {
    const texts = [message, ...details.map(({ path, message: text }) => `${path}: ${text}`)];
    return JSON.stringify({ status: 'error', errorType: kind, message: texts.join('; ') });
  },
};

interface Asked extends RulerCall {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly namespace: string;
  readonly group: string;
}

interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: '' | '/:namespace' | '/:namespace/:group';
  answer(asked: Asked, groups: RulerGroups): unknown;
}

const ROUTES: readonly Route[] = [
  { method: 'GET', path: '', answer: (asked, groups) => sendNamespaces(asked, groups, null) },
  {
    method: 'GET',
    path: '/:namespace',
    answer: (asked, groups) => sendNamespaces(asked, groups, asked.namespace),
  },
  { method: 'GET', path: '/:namespace/:group', answer: sendGroup },
  {
    method: 'POST',
    path: '/:namespace',
    answer: async (asked, groups) => {
      const { body } = asked.request;
      await groups.put(asked, asked.namespace, typeof body === 'string' ? body : '');
      return done(asked);
    },
  },
  {
    method: 'DELETE',
    path: '/:namespace',
    answer: async (asked, groups) => {
      await groups.remove(asked, asked.namespace, null);
      return done(asked);
    },
  },
  {
    method: 'DELETE',
    path: '/:namespace/:group',
    answer: async (asked, groups) => {
      await groups.remove(asked, asked.namespace, asked.group);
      return done(asked);
    },
  },
];

/**
 * The ruler API of Cortex, Mimir and Loki for one scope: lists, writes and deletes the rules that people
 * wrote there, as groups, without what keeps them to the scope.
 */
export function registerScopedRuler(parent: FastifyInstance, options: ScopedRulerOptions): void {
  parent.register((server, _, ready) => {
    // Grafana sends groups without a content type.
    server.removeAllContentTypeParsers();
    server.addContentTypeParser(
      '*',
      { parseAs: 'string', bodyLimit: options.maxBodyBytes },
      (_request, text, parsed) => parsed(null, text),
    );
    const errors = new ScopedErrors(RULER_ERROR, options.logger);
    server.setErrorHandler((thrown, request, reply) => errors.answer(thrown, request, reply));
    const allowed = new Map<string, Set<string>>();
    for (const { path, language } of RULER_BASES) {
      for (const route of ROUTES) {
        const url = `/scopes/:scope/${path}${route.path}`;
        allowed.set(url, (allowed.get(url) ?? new Set()).add(route.method));
        server.route({
          method: route.method,
          url,
          schema: { hide: true },
          // Before the body is read: a stranger's is not worth its memory.
          onRequest: async (request) => void (await grant(request, route, options)),
          handler: (request, reply) => answer(request, reply, { route, language }, options),
        });
      }
    }
    refuseOtherMethods(server, allowed);
    ready();
  });
}

/** Granted anew behind the body: the right may be revoked meanwhile. */
async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { route, language }: { readonly route: Route; readonly language: RuleLanguage },
  options: ScopedRulerOptions,
): Promise<unknown> {
  const { name: scope } = await grant(request, route, options);
  const { caller } = request;
  if (caller === null) throw new AppError('unauthenticated', 'say who you are');
  const { namespace = '', group = '' } = request.params as Readonly<Record<string, string>>;
  reply.header('cache-control', 'no-store');
  const { principal } = caller;
  return route.answer(
    { request, reply, principal, scope, language, namespace, group },
    options.groups,
  );
}

function grant(request: FastifyRequest, { method }: Route, { scopes }: ScopedRulerOptions) {
  const { scope } = request.params as { readonly scope: string };
  const permission: Permission = method === 'GET' ? 'rules:read' : 'rules:write';
  return scopes.grant(request, scope, permission);
}

function sendNamespaces(asked: Asked, groups: RulerGroups, namespace: string | null): FastifyReply {
  const found = new Map<string, object[]>();
  for (const group of groups.list(asked)) {
    if (namespace !== null && group.namespace !== namespace) continue;
    const exchanged = exchangeGroup(group);
    if (exchanged === null) continue;
    const others = found.get(group.namespace) ?? [];
    found.set(group.namespace, [...others, wireGroup(exchanged)]);
  }
  if (namespace !== null && found.size === 0) throw noGroup(namespace, null);
  return sendYaml(asked, found);
}

function sendGroup(asked: Asked, groups: RulerGroups): FastifyReply {
  const { namespace, group: name } = asked;
  const group = groups.list(asked).find((one) => one.namespace === namespace && one.name === name);
  const exchanged = group && exchangeGroup(group);
  if (!exchanged) throw noGroup(namespace, name);
  return sendYaml(asked, wireGroup(exchanged));
}

/** One member more than Grafana knows breaks its whole list. */
function wireGroup({ name, interval, rules }: ExchangeGroup): object {
  return { name, ...(interval === null ? {} : { interval }), rules: rules.map(wireRule) };
}

function wireRule(rule: ExchangeRule): object {
  const { kind, name, expr, keepFiringFor, labels, annotations } = rule;
  const isAlert = kind === 'alert';
  return {
    [kind]: name,
    expr,
    ...(isAlert && rule.for !== null ? { for: rule.for } : {}),
    ...(isAlert && keepFiringFor !== null ? { keep_firing_for: keepFiringFor } : {}),
    ...(labels.size === 0 ? {} : { labels }),
    ...(isAlert && annotations.size > 0 ? { annotations } : {}),
  };
}

function sendYaml({ reply }: Asked, value: unknown): FastifyReply {
  return reply.type('application/yaml').send(stringify(value, { lineWidth: 0 }));
}

function done({ reply }: Asked): FastifyReply {
  return reply
    .code(202)
    .type('application/json')
    .send(JSON.stringify({ status: 'success', data: null, errorType: '', error: '' }));
}
