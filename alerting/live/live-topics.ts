/** What a live reader can ask to be told of. */
export const LIVE_TOPICS = ['incidents', 'deliveries', 'rules'] as const;

export type LiveTopic = (typeof LIVE_TOPICS)[number];

/** What a reader is told that names no topics. */
export const DEFAULT_TOPICS: ReadonlySet<LiveTopic> = new Set(['incidents']);

/**
 * From where a reader is told of a topic. `resumed`: all since its position. `reset`: from now on; fetch lists
 * anew. `snapshot`: how each is now comes first. `continues`: it was told of it already.
 */
export type TopicStart = 'resumed' | 'reset' | 'snapshot' | 'continues';

export type TopicStarts = Readonly<Partial<Record<LiveTopic, TopicStart>>>;

/** Topics by name, each once. @returns null when one is not a topic, or there is none */
export function topicsNamed(names: readonly unknown[]): ReadonlySet<LiveTopic> | null {
  const known = LIVE_TOPICS.filter((topic) => names.includes(topic));
  const isKnown = names.every((name) => LIVE_TOPICS.some((topic) => topic === name));
  return isKnown && known.length > 0 ? new Set(known) : null;
}

/** How each topic begins on a new socket. */
export function startsOf(topics: ReadonlySet<LiveTopic>, isResumed: boolean): TopicStarts {
  const ofEvents = isResumed ? 'resumed' : 'reset';
  return Object.fromEntries(
    [...topics].map((topic) => [topic, topic === 'rules' ? 'snapshot' : ofEvents]),
  );
}

/** How each topic goes on when a reader names others. */
export function startsAfter(
  before: ReadonlySet<LiveTopic>,
  topics: ReadonlySet<LiveTopic>,
): TopicStarts {
  const fresh = startsOf(topics, false);
  const kept = [...topics].filter((topic) => before.has(topic));
  return { ...fresh, ...Object.fromEntries(kept.map((topic) => [topic, 'continues'])) };
}
