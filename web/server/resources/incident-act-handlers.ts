import type { ActService } from '../../../alerting/incidents/acts/act-service.ts';
import type { IncidentAct } from '../../../alerting/incidents/acts/incident-act.ts';
import type { HandlerContext, Handlers } from '../register-api.ts';
import { presentRecord } from './present-incident-history.ts';

type IncidentActHandlers = Pick<
  Handlers,
  | 'incidents.acknowledgeAll'
  | 'incidents.acknowledge'
  | 'incidents.unacknowledge'
  | 'incidents.assign'
  | 'incidents.note'
  | 'incidents.resolve'
  | 'incidents.people'
>;

interface Owned {
  readonly owner: string;
  readonly id: string;
}

/** What people do with incidents, over HTTP. */
export function incidentActHandlers(acts: ActService): IncidentActHandlers {
  const callerOf = ({ owner }: Pick<Owned, 'owner'>, context: HandlerContext) => ({
    principal: context.caller().principal,
    owner,
  });
  const act = async (params: Owned, context: HandlerContext, done: IncidentAct) =>
    presentRecord(await acts.act(callerOf(params, context), params.id, done, keyOf(context)));
  return {
    'incidents.acknowledgeAll': async ({ params, body }, context) => {
      const done = { kind: 'acknowledge', note: noteOf(body.note) } as const;
      const items = await acts.actOnAll(callerOf(params, context), body.ids, done);
      return { items: [...items] };
    },
    'incidents.acknowledge': ({ params, body }, context) =>
      act(params, context, { kind: 'acknowledge', note: noteOf(body.note) }),
    'incidents.unacknowledge': ({ params, body }, context) =>
      act(params, context, { kind: 'unacknowledge', note: noteOf(body.note) }),
    'incidents.assign': ({ params, body }, context) =>
      act(params, context, { kind: 'assign', assignee: body.assignee }),
    'incidents.note': ({ params, body }, context) =>
      act(params, context, { kind: 'note', text: body.text.trim() }),
    'incidents.resolve': async ({ params, body }, context) =>
      presentRecord(await acts.resolve(callerOf(params, context), params.id, body.reason.trim())),
    'incidents.people': async ({ params }, context) => {
      const people = await acts.people(callerOf(params, context), params.id);
      return { items: people.map(({ name, displayName }) => ({ name, displayName })) };
    },
  };
}

function noteOf(note: string | undefined): string | null {
  return note?.trim() || null;
}

/** Longer ones are cut: they are only compared. */
function keyOf({ request }: HandlerContext): string | null {
  const key = request.headers['idempotency-key'];
  return typeof key === 'string' && key !== '' ? key.slice(0, 200) : null;
}
