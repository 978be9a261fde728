import { createContext, useContext, useEffect } from 'react';
import type { LiveTopic } from '../../contract/live.ts';
import type { LiveState } from './live-connection.ts';
import { EMPTY_OVERLAY, type LiveOverlay } from './live-overlay.ts';

export interface Live {
  readonly state: LiveState;
  readonly overlay: LiveOverlay;
  readonly retry: () => void;
  /** Asks to be told of a topic; the answer ends it. */
  readonly want: (topic: LiveTopic) => () => void;
}

export const LiveContext = createContext<Live>({
  state: { kind: 'connecting' },
  overlay: EMPTY_OVERLAY,
  retry: () => undefined,
  want: () => () => undefined,
});

export function useLive(): Live {
  return useContext(LiveContext);
}

/** While this is shown, the stream tells of a topic too. */
export function useLiveTopic(topic: LiveTopic): void {
  const { want } = useLive();
  useEffect(() => want(topic), [want, topic]);
}
