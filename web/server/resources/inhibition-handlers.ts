import type { InhibitionContent } from '../../../alerting/inhibition/inhibition-rule.ts';
import type { KeptService } from '../../../alerting/kept/kept-service.ts';
import type { KeptThing } from '../../../alerting/kept/kept-thing.ts';
import type * as contract from '../../contract/inhibitions.ts';
import type { Handlers } from '../register-api.ts';
import { keptHandlers, keptHistory, presentKept } from './kept-handlers.ts';

type InhibitionHandlers = Pick<Handlers, Extract<keyof Handlers, `inhibitions.${string}`>>;

/** Inhibition rules over HTTP. */
export function inhibitionHandlers(
  rules: KeptService<InhibitionContent, InhibitionContent>,
): InhibitionHandlers {
  const kept = keptHandlers(rules, present);
  return {
    'inhibitions.list': kept.list,
    'inhibitions.get': kept.get,
    'inhibitions.create': kept.create,
    'inhibitions.update': kept.update,
    'inhibitions.delete': kept.delete,
    'inhibitions.history': (input, context) =>
      keptHistory(rules, input, context, (content) => ({ rule: presentContent(content) })),
  };
}

function present(rule: KeptThing<InhibitionContent>): contract.Inhibition {
  return { ...presentKept(rule), ...presentContent(rule.content) };
}

function presentContent(content: InhibitionContent): contract.InhibitionInput {
  const { source, target, equal, ...texts } = content;
  return { ...texts, source: [...source], target: [...target], equal: [...equal] };
}
