import type { LogSpecStatus } from '../../../collector/flows/delivery/log-spec-status.ts';
import type { LogSpec, LogSpecContent, LogSpecKind } from '../../../collector/flows/log-spec.ts';
import type { LogSpecService } from '../../../collector/flows/service/log-spec-service.ts';
import type { LoggingTiers } from '../../../collector/flows/tier/logging-tiers.ts';
import { creationKeyOf } from '../creation-key.ts';
import { readIfMatch, requireIfMatch } from '../if-match.ts';
import type { HandlerContext, Handlers } from '../register-api.ts';
import { pageRequest, presentPage } from './present.ts';
import { presentLogChange, presentLogContent, presentLogSpec } from './present-log-spec.ts';

export interface LogFlowUseCases {
  readonly service: LogSpecService;
  readonly statusOf: (spec: LogSpec) => LogSpecStatus;
  /** What would be delivered of it, as YAML, and why it would be held back. */
  readonly previewOf: (
    owner: string,
    content: LogSpecContent,
  ) => Promise<{ readonly delivered: readonly string[]; readonly held: string | null }>;
  readonly tiers: LoggingTiers;
}

type Names = Extract<
  keyof Handlers,
  `logFlows.${string}` | `logOutputs.${string}` | `logTailers.${string}` | `logging.${string}`
>;

/** Flows, outputs and tailers of logs over HTTP, and what carries them out. */
export function logFlowHandlers(use: LogFlowUseCases): Pick<Handlers, Names> {
  const flows = ofKind(use, 'flow');
  const outputs = ofKind(use, 'output');
  const tailers = ofKind(use, 'tailer');
  return {
    'logFlows.list': flows.list,
    'logFlows.get': flows.get,
    'logFlows.preview': flows.preview,
    'logFlows.create': flows.create,
    'logFlows.update': flows.update,
    'logFlows.history': flows.history,
    'logFlows.restore': flows.restore,
    'logFlows.delete': flows.delete,
    'logOutputs.list': outputs.list,
    'logOutputs.get': outputs.get,
    'logOutputs.preview': outputs.preview,
    'logOutputs.create': outputs.create,
    'logOutputs.update': outputs.update,
    'logOutputs.history': outputs.history,
    'logOutputs.restore': outputs.restore,
    'logOutputs.delete': outputs.delete,
    'logTailers.list': tailers.list,
    'logTailers.get': tailers.get,
    'logTailers.preview': tailers.preview,
    'logTailers.create': tailers.create,
    'logTailers.update': tailers.update,
    'logTailers.history': tailers.history,
    'logTailers.restore': tailers.restore,
    'logTailers.delete': tailers.delete,
    'logging.get': ({ params }) => use.tiers.state(params.cluster),
    'logging.scale': ({ params, body }) => use.tiers.scale(params.cluster, body),
  };
}

type Of<Action extends string> = Handlers[Extract<keyof Handlers, `logFlows.${Action}`>];

interface KindHandlers {
  readonly list: Of<'list'>;
  readonly get: Of<'get'>;
  readonly preview: Of<'preview'>;
  readonly create: Of<'create'>;
  readonly update: Of<'update'>;
  readonly history: Of<'history'>;
  readonly restore: Of<'restore'>;
  readonly delete: Of<'delete'>;
}

function ofKind(
  { service, statusOf, previewOf }: LogFlowUseCases,
  kind: LogSpecKind,
): KindHandlers {
  const show = (spec: LogSpec) => presentLogSpec(spec, statusOf(spec));
  const askOf = (owner: string, context: HandlerContext) => ({
    principal: context.caller().principal,
    owner,
    kind,
  });
  return {
    list: ({ params, query }, context) =>
      Promise.resolve(
        presentPage(service.list(askOf(params.owner, context), pageRequest(query)), show),
      ),
    get: ({ params }, context) =>
      Promise.resolve(show(service.get(askOf(params.owner, context), params.id))),
    preview: async ({ params, body }, context) => {
      const content = await service.preview({ ...askOf(params.owner, context), draft: body });
      const { delivered, held } = await previewOf(params.owner, content);
      return { ...presentLogContent(content), delivered: [...delivered], held };
    },
    create: async ({ params, body }, context) => {
      const key = creationKeyOf(context.request.headers);
      const write = { ...askOf(params.owner, context), draft: body };
      return show(await service.create(write, key));
    },
    update: async ({ params, body }, context) => {
      const revision = requireIfMatch(context.request.headers['if-match']);
      const write = { ...askOf(params.owner, context), draft: body };
      return show(await service.update(write, params.id, revision));
    },
    history: async ({ params }, context) => {
      const changes = await service.history(askOf(params.owner, context), params.id);
      return { items: changes.map(presentLogChange) };
    },
    restore: async ({ params, body }, context) =>
      show(await service.restore(askOf(params.owner, context), params.id, body.revision)),
    delete: async ({ params }, context) => {
      const revision = readIfMatch(context.request.headers['if-match']);
      await service.delete(askOf(params.owner, context), params.id, revision);
      return null;
    },
  };
}
