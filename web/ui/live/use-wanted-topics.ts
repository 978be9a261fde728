import { useEffectEvent, useMemo } from 'react';
import type { LiveTopic } from '../../contract/live.ts';
import type { LiveIo } from './live-connection.ts';

/** What the parts of the page want to be told of. Stays the same object. */
export interface WantedTopics {
  readonly topics: () => readonly LiveTopic[];
  readonly want: (topic: LiveTopic) => () => void;
}

/** From one page to the next a topic is given up and wanted again: that is not worth a message. */
const SETTLE_MS = 50;

/** Incidents, which every page shows, and what else is wanted. */
export function useWantedTopics(
  io: Pick<LiveIo, 'after'>,
  changed: (topics: readonly LiveTopic[]) => void,
): WantedTopics {
  const tell = useEffectEvent(changed);
  return useMemo(() => wantedTopics(io, (topics) => tell(topics)), [io]);
}

function wantedTopics(
  io: Pick<LiveIo, 'after'>,
  changed: (topics: readonly LiveTopic[]) => void,
): WantedTopics {
  const counts = new Map<LiveTopic, number>([['incidents', 1]]);
  let cancel: (() => void) | undefined;
  const topics = () => [...counts].flatMap(([topic, count]) => (count > 0 ? [topic] : []));
  const count = (topic: LiveTopic, by: number) => {
    counts.set(topic, (counts.get(topic) ?? 0) + by);
    cancel?.();
    cancel = io.after(SETTLE_MS, () => changed(topics()));
  };
  return {
    topics,
    want: (topic) => {
      count(topic, 1);
      return () => count(topic, -1);
    },
  };
}
