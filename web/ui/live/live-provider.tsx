import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { LiveMessage } from '../../contract/live.ts';
import { ownerKey } from '../api/queries.ts';
import { useServices } from '../app/services.ts';
import { SESSION_KEY } from '../app/session.ts';
import { connectLive, type LiveConnection, type LiveState } from './live-connection.ts';
import { LiveContext } from './live-context.ts';
import { applyLive, EMPTY_OVERLAY, withoutRules } from './live-overlay.ts';
import { useIncidentToasts } from './use-incident-toasts.tsx';
import { useToast } from './use-toast.tsx';
import { useWantedTopics } from './use-wanted-topics.ts';

/** Keeps the stream of one owner open for every page, and shows its notifications as toasts. */
export function LiveProvider({
  owner,
  children,
}: {
  readonly owner: string;
  readonly children: ReactNode;
}) {
  const { live } = useServices();
  const queryClient = useQueryClient();
  const toast = useToast();
  const tellBegun = useIncidentToasts();
  const connection = useRef<LiveConnection>(undefined);
  const [state, setState] = useState<LiveState>({ kind: 'connecting' });
  const [overlay, setOverlay] = useState(EMPTY_OVERLAY);
  const wanted = useWantedTopics(live, (topics) => connection.current?.follow(topics));

  const onMessage = useEffectEvent((message: LiveMessage) => {
    setOverlay((current) => applyLive(current, message));
    if (message.type === 'notification') toast(message);
    tellBegun(message);
    if (message.type === 'hello' && !message.resumed) {
      void queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
    }
  });
  const onState = useEffectEvent((next: LiveState) => {
    setState(next);
    if (next.kind === 'lost') setOverlay(withoutRules);
    // A refused upgrade says nothing to a page: asking for the session tells a sign-out from a break.
    if (next.kind === 'lost') void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
  });

  useEffect(() => {
    setOverlay(EMPTY_OVERLAY);
    const made = connectLive(owner, live, {
      onState: (next) => onState(next),
      onMessage: (message) => onMessage(message),
    });
    connection.current = made;
    made.follow(wanted.topics());
    window.addEventListener('online', made.retry);
    return () => {
      window.removeEventListener('online', made.retry);
      made.stop();
    };
  }, [owner, live, wanted]);

  const value = useMemo(
    () => ({ state, overlay, retry: () => connection.current?.retry(), want: wanted.want }),
    [state, overlay, wanted],
  );
  return <LiveContext value={value}>{children}</LiveContext>;
}
