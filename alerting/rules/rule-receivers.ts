import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { parseDurationMs, printDurationMs } from '../../platform/model/duration.ts';
import type { RuleLevel, RuleRepeat } from './rule.ts';
import type { RepeatDraft, RuleContent } from './rule-draft.ts';

const MIN_EVERY_MS = 60_000;
/** As long as Prometheus takes to say it again. */
const SHORTEST = '1m';
const MAX_EVERY_MS = 30 * 86_400_000;
const MAX_REPEATS = 1_000;

/** Every channel that a rule names, its levels' too, each once. */
export function channelsOf({
  channels,
  levels,
}: Pick<RuleContent, 'channels'> & {
  readonly levels: readonly Pick<RuleLevel, 'channels'>[];
}): readonly string[] {
  return [...new Set([...channels, ...levels.flatMap((level) => level.channels ?? [])])];
}

/** Where the rule names the channel first, as a JSON pointer. */
export function channelPath(
  { channels, levels }: Pick<RuleContent, 'channels' | 'levels'>,
  id: string,
): string {
  if (channels.includes(id)) return `/channels/${channels.indexOf(id)}`;
  const level = levels.findIndex((each) => each.channels?.includes(id));
  return `/levels/${level}/channels/${levels[level]?.channels?.indexOf(id)}`;
}

/** What is wrong with a repeat; nothing with none. */
export function checkRepeat(repeat: RepeatDraft | undefined, at: string): readonly ErrorDetail[] {
  if (repeat === undefined) return [];
  const { mode, every, max } = repeat;
  if (mode === 'once') {
    const isBare = every === undefined && max === undefined;
    return isBare
      ? []
      : [{ path: at, message: 'says "once" and how often; leave one of them out' }];
  }
  const isCount = max === undefined || (Number.isInteger(max) && max >= 1 && max <= MAX_REPEATS);
  return [
    ...(mode === 'every_time' && every === undefined ? [] : checkEvery(every, `${at}/every`)),
    ...(isCount
      ? []
      : [{ path: `${at}/max`, message: `must be a whole number from 1 to ${MAX_REPEATS}` }]),
  ];
}

/** A repeat that `checkRepeat` has nothing to say against. */
export function readRepeat(repeat: RepeatDraft | undefined): RuleRepeat | null {
  if (repeat === undefined) return null;
  const { mode, every = mode === 'every_time' ? SHORTEST : '0', max = null } = repeat;
  return { mode, everyMs: parseDurationMs(every) ?? 0, max };
}

export function checkDistinct(channels: readonly string[], at: string): readonly ErrorDetail[] {
  return channels.flatMap((channel, index) =>
    channels.indexOf(channel) < index
      ? [{ path: `${at}/${index}`, message: `channel ${channel} stands twice` }]
      : [],
  );
}

function checkEvery(every: string | undefined, path: string): readonly ErrorDetail[] {
  if (every === undefined)
    return [{ path, message: 'is missing: how long until it is said again' }];
  const ms = parseDurationMs(every);
  if (ms === undefined) return [{ path, message: `"${every}" is not a duration like 4h` }];
  if (ms >= MIN_EVERY_MS && ms <= MAX_EVERY_MS) return [];
  const bounds = `from ${printDurationMs(MIN_EVERY_MS)} to ${printDurationMs(MAX_EVERY_MS)}`;
  return [{ path, message: `must be ${bounds}, is "${every}"` }];
}
