import type { Held } from '../../../alerting/holding/hold.ts';
import type { PersonBehind } from '../../../alerting/people/who-is-behind.ts';
import type { WhyChannel } from '../../../alerting/why/explain-why.ts';
import type { MessageFate } from '../../../alerting/why/message-fate.ts';
import type { ExplainedIncident, WhyService } from '../../../alerting/why/why-service.ts';
import type * as contract from '../../contract/why.ts';
import type { Handlers } from '../register-api.ts';
import { instant, instantOrNull } from './present.ts';

type WhyHandlers = Pick<Handlers, Extract<keyof Handlers, `why.${string}`>>;

/** Why people are told, or not, over HTTP. */
export function whyHandlers(why: WhyService): WhyHandlers {
  return {
    'why.incident': async ({ params }, context) =>
      present(await why.ofIncident(context.caller().principal, params.owner, params.id)),
    'why.alert': async ({ params, body }, context) => {
      const { labels, ruleId = null, scope = null, severity = null } = body;
      const alert = { labels, ruleId, scope, severity };
      return present(await why.ofAlert(context.caller().principal, params.owner, alert));
    },
  };
}

function present(answer: ExplainedIncident): contract.Why {
  const { incidentId, status, severity, rule, policy, route, holds, escalation, people } = answer;
  return {
    incidentId,
    status,
    severity,
    rule,
    policy,
    route: {
      reason: route.reason,
      channels: route.channels.map((one) => presentChannel(one, people.get(one.id))),
    },
    holds: holds.map(({ reason, held }) => ({ reason, held: held && presentHeld(held) })),
    escalation: escalation && {
      step: escalation.step + 1,
      channels: [...escalation.channels],
      dueAt: instant(escalation.dueAtMs),
      heldBy: escalation.heldBy,
    },
  };
}

function presentChannel(
  channel: WhyChannel,
  people: readonly PersonBehind[] | undefined,
): contract.WhyChannel {
  const { id, name, purpose, outcome, refused, held, nextAtMs, message, toldAtMs } = channel;
  const shown = {
    ...{ id, name, purpose, outcome, refused },
    held: held && presentHeld(held),
    nextAt: instantOrNull(nextAtMs),
    message: message && presentMessage(message),
    toldAt: instantOrNull(toldAtMs),
    ...(channel.everyTime === true ? { everyTime: true } : {}),
  };
  if (people === undefined) return shown;
  return {
    ...shown,
    people: people.map(({ untilMs, ...rest }) => ({ ...rest, until: instantOrNull(untilMs) })),
  };
}

function presentMessage(message: MessageFate): contract.WhyMessage {
  const { queuedAtMs, nextAtMs, finishedAtMs, ahead, ...rest } = message;
  return {
    ...rest,
    queuedAt: instant(queuedAtMs),
    nextAt: instantOrNull(nextAtMs),
    finishedAt: instantOrNull(finishedAtMs),
    ahead: ahead && { deliveryId: ahead.id, attempts: ahead.attempts, reason: ahead.reason },
  };
}

function presentHeld({ reason, detail, untilMs }: Held): contract.WhyHeld {
  return { reason, detail, until: instantOrNull(untilMs) };
}
