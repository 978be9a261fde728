import { Button, TextInput } from '@mantine/core';
import { IconEraser, IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../lists/list-state.tsx';
import type { TailState } from './follow-tail.ts';
import { hasText, textNeedle } from './highlight.ts';
import type { LineUse } from './line-use.ts';
import type { Order } from './log-line.ts';
import classes from './log-lines.module.css';
import { LogList } from './log-list.tsx';
import type { TailBuffer, TailStep } from './tail-buffer.ts';
import { useLiveTail } from './use-live-tail.ts';

interface LiveLinesProps extends LineUse {
  readonly query: string;
  readonly order: Order;
  /** Above the list: the names of its columns. */
  readonly head?: ReactNode;
}

/** New lines as they come, with pause, a filter of the page's own, and what was left out. */
export function LiveLines({ query, order, head, ...use }: LiveLinesProps) {
  const { t } = useTranslation();
  const { tail, state, step } = useLiveTail(query);
  const [filter, setFilter] = useState('');
  const lines = useMemo(() => {
    const found = tail.lines.filter(({ text }) => hasText(text, filter));
    return order === 'newest' ? found.toReversed() : found;
  }, [tail.lines, filter, order]);
  const needles = useMemo(
    () => (filter === '' ? use.needles : [...use.needles, textNeedle(filter)]),
    [use.needles, filter],
  );
  return (
    <>
      <div className={classes.liveBar}>
        <PauseButton tail={tail} step={step} />
        <Button
          size="xs"
          variant="default"
          leftSection={<IconEraser size={14} />}
          onClick={() => step({ kind: 'clear' })}
        >
          {t('logs.live.clear')}
        </Button>
        <TextInput
          size="xs"
          w={220}
          leftSection={<IconSearch size={14} />}
          aria-label={t('logs.live.filter')}
          placeholder={t('logs.live.filter')}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
        <span className="dimmed figures" role="status">
          <StateWords state={state} tail={tail} shown={lines.length} />
        </span>
      </div>
      {lines.length > 0 && head}
      {lines.length > 0 ? (
        <LogList
          {...use}
          lines={lines}
          needles={needles}
          label={t('logs.live.list')}
          arrivesAt={order === 'newest' ? 'top' : 'bottom'}
        />
      ) : (
        <Waiting state={state} isFiltered={filter !== '' && tail.lines.length > 0} />
      )}
    </>
  );
}

function PauseButton({
  tail,
  step,
}: {
  readonly tail: TailBuffer;
  readonly step: (step: TailStep) => void;
}) {
  const { t } = useTranslation();
  const waiting = tail.waiting.length;
  const Icon = tail.isPaused ? IconPlayerPlay : IconPlayerPause;
  const resume =
    waiting > 0 ? t('logs.live.resumeWith', { count: waiting }) : t('logs.live.resume');
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Icon size={14} />}
      onClick={() => step({ kind: tail.isPaused ? 'resume' : 'pause' })}
    >
      {tail.isPaused ? resume : t('logs.live.pause')}
    </Button>
  );
}

function StateWords({
  state,
  tail,
  shown,
}: {
  readonly state: TailState;
  readonly tail: TailBuffer;
  readonly shown: number;
}) {
  const { t } = useTranslation();
  const connection = state.kind === 'open' && tail.isPaused ? 'paused' : state.kind;
  const parts = [
    t(`logs.live.state.${connection}`),
    shown < tail.lines.length
      ? t('logs.live.shownOf', { shown, count: tail.lines.length })
      : t('logs.live.shown', { count: shown }),
    ...(tail.dropped > 0 ? [t('logs.live.dropped', { count: tail.dropped })] : []),
  ];
  return parts.join(' · ');
}

/** Why there is no line to see. */
function Waiting({
  state,
  isFiltered,
}: {
  readonly state: TailState;
  readonly isFiltered: boolean;
}) {
  const { t } = useTranslation();
  if (isFiltered) {
    return <Empty title={t('logs.live.noneFound')} text={t('logs.live.noneFoundText')} />;
  }
  if (state.kind === 'ended') {
    return (
      <div role="alert">
        <Empty
          title={t('logs.live.endedTitle')}
          text={endedText(state.reason, t('logs.live.accessChanged'))}
        />
      </div>
    );
  }
  return <Empty title={t('logs.live.waiting')} text={t('logs.live.waitingText')} />;
}

/** The service names a change of rights; other reasons are sentences of its own. */
function endedText(reason: string, accessChanged: string): string {
  return reason === 'access_changed' || reason === 'access_expired' ? accessChanged : reason;
}
