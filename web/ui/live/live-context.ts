import { createContext, useContext } from 'react';
import type { LiveState } from './live-connection.ts';
import { EMPTY_OVERLAY, type LiveOverlay } from './live-overlay.ts';

export interface Live {
  readonly state: LiveState;
  readonly overlay: LiveOverlay;
  readonly retry: () => void;
}

export const LiveContext = createContext<Live>({
  state: { kind: 'connecting' },
  overlay: EMPTY_OVERLAY,
  retry: () => undefined,
});

export function useLive(): Live {
  return useContext(LiveContext);
}
