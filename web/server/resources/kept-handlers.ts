import type { KeptService } from '../../../alerting/kept/kept-service.ts';
import type { KeptThing, NamedContent } from '../../../alerting/kept/kept-thing.ts';
import { readIfMatch, requireIfMatch } from '../if-match.ts';
import type { HandlerContext } from '../register-api.ts';
import { instant, pageRequest, presentPage } from './present.ts';

interface OfOwner {
  readonly params: { readonly owner: string };
}
interface OfOne {
  readonly params: { readonly owner: string; readonly id: string };
}
interface Listing extends OfOwner {
  readonly query: Parameters<typeof pageRequest>[0];
}
interface Writing<Draft> {
  readonly body: Draft;
}

/** What a tenant keeps under a name, over HTTP: the handlers that are the same for every kind of it. */
export function keptHandlers<Content extends NamedContent, Draft, Shown>(
  things: KeptService<Content, Draft>,
  present: (thing: KeptThing<Content>) => Shown,
) {
  return {
    list: async ({ params, query }: Listing, context: HandlerContext) => {
      const { principal } = context.caller();
      const page = things.list(principal, params.owner, pageRequest(query));
      return presentPage(page, (thing) => present(thing));
    },
    get: async ({ params }: OfOne, context: HandlerContext) =>
      present(things.get(context.caller().principal, params.owner, params.id)),
    create: async ({ params, body }: OfOwner & Writing<Draft>, context: HandlerContext) => {
      const { principal } = context.caller();
      return present(await things.create({ principal, owner: params.owner, draft: body }));
    },
    update: async ({ params, body }: OfOne & Writing<Draft>, context: HandlerContext) => {
      const { principal } = context.caller();
      const revision = requireIfMatch(context.request.headers['if-match']);
      const write = { principal, owner: params.owner, draft: body };
      return present(await things.update(write, params.id, revision));
    },
    delete: async ({ params }: OfOne, context: HandlerContext) => {
      const revision = readIfMatch(context.request.headers['if-match']);
      await things.delete(context.caller().principal, params.owner, params.id, revision);
      return null;
    },
  };
}

/** What became of a thing, change by change; each is given what was kept then. */
export async function keptHistory<Content extends NamedContent, Told extends object>(
  things: Pick<KeptService<Content, never>, 'history'>,
  { params }: OfOne,
  context: HandlerContext,
  presentContent: (content: Content) => Told,
) {
  const { principal } = context.caller();
  const changes = await things.history(principal, params.owner, params.id);
  const items = changes.map(({ revision, kind, atMs, author, content }) => ({
    ...{ revision, kind, at: instant(atMs), author: author.name },
    ...presentContent(content),
  }));
  return { items };
}

/** What every thing that is kept tells of itself, beside its content. */
export function presentKept({ id, owner, revision, ...kept }: KeptThing<NamedContent>) {
  const { createdAtMs, updatedAtMs, updatedBy } = kept;
  const times = { createdAt: instant(createdAtMs), updatedAt: instant(updatedAtMs) };
  return { id, owner, revision, ...times, updatedBy };
}
