import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReadLoki } from '../../api/loki.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { LabelChips } from '../../lists/label-chip.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { streamText } from '../../log-lines/change-query.ts';
import type { LineUse } from '../../log-lines/line-use.ts';
import type { LogLine, Order } from '../../log-lines/log-line.ts';
import { LogList } from '../../log-lines/log-list.tsx';
import { streamOf } from '../../log-lines/split-labels.ts';
import type { TextMap } from '../../log-lines/text-map.ts';
import { readLines } from '../../log-lines/use-lines.ts';
import { usePlace } from '../../scope/use-place.ts';
import classes from './logs.module.css';

const FIRST_LINES = 20;
const MOST_LINES = 1_000;
/** So far on both sides, nanoseconds: a quiet stream may have been silent for long. */
const REACH_NS = 24n * 3_600_000_000_000n;

interface ContextProps extends Pick<LineUse, 'labelNames' | 'needles'> {
  readonly order: Order;
  readonly onClose: () => void;
}

/** What the stream of a line says before and after it; without a line nothing. */
export function LogContext({
  line,
  ...props
}: ContextProps & { readonly line: LogLine | undefined }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={line !== undefined}
      onClose={props.onClose}
      title={t('logs.context.title')}
      closeButtonProps={{ 'aria-label': t('explore.close') }}
      size="min(1200px, 94vw)"
      yOffset="5dvh"
    >
      {line !== undefined && <Around line={line} {...props} />}
    </Modal>
  );
}

function Around({ line, order, labelNames, needles }: ContextProps & { readonly line: LogLine }) {
  const { t } = useTranslation();
  const stream = useMemo(() => streamOf(line.labels, labelNames), [line, labelNames]);
  const [count, setCount] = useState(FIRST_LINES);
  const { answer, chosen } = useContextLines(line, stream, order, count);
  return (
    <div className={classes.context}>
      <LabelChips labels={stream} />
      {answer.error !== null && (
        <FaultText error={answer.error} retry={() => void answer.refetch()} />
      )}
      {answer.error === null &&
        (answer.data === undefined ? (
          <SkeletonRows />
        ) : (
          <LogList
            lines={answer.data}
            label={t('logs.context.list')}
            labelNames={labelNames}
            needles={needles}
            {...(chosen === undefined ? {} : { chosen })}
          />
        ))}
      <Button
        size="xs"
        variant="default"
        disabled={count >= MOST_LINES}
        onClick={() => setCount(Math.min(MOST_LINES, count * 3))}
      >
        {t('logs.context.more', { count })}
      </Button>
    </div>
  );
}

function useContextLines(line: LogLine, stream: TextMap, order: Order, count: number) {
  const { readLoki } = useServices();
  const { scope, parts } = usePlace();
  const query = streamText(stream);
  const answer = useQuery({
    queryKey: [
      ...ownerKey(parts.owner),
      'log-context',
      scope,
      query,
      String(line.timeNs),
      count,
      order,
    ],
    queryFn: ({ signal }) => askAround(readLoki, { scope, query, line, count, order }, signal),
    placeholderData: (shown) => shown,
    refetchOnWindowFocus: false,
    retry: false,
  });
  const chosen = answer.data?.find(
    ({ timeNs, text }) => timeNs === line.timeNs && text === line.text,
  )?.key;
  return { answer, chosen };
}

interface Place {
  readonly scope: string;
  readonly query: string;
  readonly line: LogLine;
  readonly count: number;
  readonly order: Order;
}

/** Two questions: what came before the line, and what came from its instant on. */
async function askAround(
  read: ReadLoki,
  { scope, query, line, count, order }: Place,
  signal: AbortSignal,
): Promise<readonly LogLine[]> {
  const { timeNs } = line;
  const earlier = {
    scope,
    query,
    startNs: timeNs - REACH_NS,
    endNs: timeNs,
    order: 'newest',
  } as const;
  const later = {
    scope,
    query,
    startNs: timeNs,
    endNs: timeNs + REACH_NS,
    order: 'oldest',
  } as const;
  const [before, after] = await Promise.all([
    readLines(read, earlier, count, signal),
    readLines(read, later, count + 1, signal),
  ]);
  const all = [...before.toReversed(), ...after];
  return order === 'oldest' ? all : all.toReversed();
}
