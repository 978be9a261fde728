import type { Incident } from '../../../alerting/incidents/incident.ts';
import type {
  PanelImage,
  PanelPicture,
  PanelRequest,
} from '../../../alerting/notify/panel-image.ts';
import type { RuleBook } from '../../../alerting/rules/rule-book.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { RulePictures } from './rule-pictures.ts';

export interface MessagePicturesOptions {
  readonly pictures: Pick<RulePictures, 'draw'>;
  readonly rules: Pick<RuleBook, 'get'>;
  readonly incident: (id: string) => Promise<Incident | undefined>;
  readonly clock: Pick<Clock, 'after'>;
  readonly logger: Logger;
}

const LIMIT_MS = 5_000;
/** Drawn smaller than it is shown, so that it can be read on a phone too. */
const WIDTH_PX = 480;
const HEIGHT_PX = 270;
const SHOWN_WIDTH_PX = 592;

/** Pictures for messages. What fails is logged, and the message goes without. */
export function messagePictures(options: MessagePicturesOptions): PanelImage {
  return {
    draw: async (request, signal) => {
      const { incidentId, ruleId } = request;
      try {
        return await withinTime(options, signal, (end) => draw(options, request, end));
      } catch (err) {
        options.logger.warn({ incidentId, ruleId, err }, 'message goes without its picture');
        return null;
      }
    },
  };
}

async function draw(
  { pictures, rules, incident: find }: MessagePicturesOptions,
  request: PanelRequest,
  signal: AbortSignal,
): Promise<PanelPicture | null> {
  const { owner, incidentId, ruleId } = request;
  const rule = ruleId === null ? undefined : rules.get(ruleId);
  if (rule === undefined || rule.owner !== owner) return null;
  const incident = await find(incidentId);
  if (incident === undefined || incident.owner !== owner || incident.ruleId !== rule.id)
    return null;
  const size = { widthPx: WIDTH_PX, heightPx: HEIGHT_PX };
  const png = await pictures.draw({ ...request, ...size, rule, incident, theme: 'light' }, signal);
  return png === null ? null : { png, widthPx: SHOWN_WIDTH_PX };
}

/** Ends the work, and no longer waits for it, when the time is over or the caller has gone. */
async function withinTime<T>(
  { clock }: MessagePicturesOptions,
  signal: AbortSignal,
  work: (end: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const ending = new AbortController();
  const over = new AppError('timeout', `no picture within ${LIMIT_MS} ms`);
  const timer = clock.after(LIMIT_MS, () => ending.abort(over));
  const gone = () => ending.abort(signal.reason);
  signal.addEventListener('abort', gone, { once: true });
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener('abort', () => reject(ending.signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(ending.signal), ended]);
  } finally {
    timer.cancel();
    signal.removeEventListener('abort', gone);
  }
}
