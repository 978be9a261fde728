import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import {
  type KeyboardEvent,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { catalogueQueries, type MetricFacts } from '../../api/series-catalogue.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { type FoundMetric, findMetrics } from './find-metrics.ts';
import classes from './metric-browser.module.css';

/** More are not read by anybody: the text narrows them. */
const MOST_SHOWN = 100;
const NO_METADATA: ReadonlyMap<string, MetricFacts> = new Map();

/** The metrics of the scope with type and help; arrow keys move, Enter chooses. */
export function MetricList({
  chosen,
  onChoose,
}: {
  readonly chosen: string;
  readonly onChoose: (metric: string) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const { names, found, total } = useFoundMetrics(useDeferredValue(text));
  const active = Math.min(at, found.length - 1);
  return (
    <div className={classes.metrics}>
      <TextInput
        data-autofocus
        size="xs"
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
        leftSection={<IconSearch size={14} />}
        placeholder={t('explore.browser.search')}
        aria-label={t('explore.browser.search')}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(event) => moveOrChoose(event, { found, active, setAt, onChoose })}
      />
      {names.error !== null ? (
        <FaultText error={names.error} retry={() => void names.refetch()} />
      ) : names.data === undefined ? (
        <SkeletonRows />
      ) : (
        <Found
          id={listId}
          found={found}
          active={active}
          chosen={chosen}
          onChoose={(metric) => {
            setAt(found.findIndex(({ name }) => name === metric));
            onChoose(metric);
          }}
        />
      )}
      <p className="dimmed small">
        {t('explore.browser.count', { shown: found.length, count: total })}
      </p>
    </div>
  );
}

function useFoundMetrics(wanted: string) {
  const { readPrometheus } = useServices();
  const { scope } = usePlace();
  const queries = useMemo(() => catalogueQueries(readPrometheus, scope), [readPrometheus, scope]);
  const names = useQuery(queries.names());
  const metadata = useQuery(queries.metadata()).data ?? NO_METADATA;
  const result = useMemo(
    () => findMetrics(names.data ?? [], metadata, wanted, MOST_SHOWN),
    [names.data, metadata, wanted],
  );
  return { names, ...result };
}

function moveOrChoose(
  event: KeyboardEvent,
  list: {
    readonly found: readonly FoundMetric[];
    readonly active: number;
    readonly setAt: (at: number) => void;
    readonly onChoose: (metric: string) => void;
  },
): void {
  const { found, active } = list;
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step !== 0 && found.length > 0) list.setAt((active + step + found.length) % found.length);
  else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
    const metric = found[active];
    if (metric !== undefined) list.onChoose(metric.name);
  } else return;
  event.preventDefault();
}

function Found({
  id,
  found,
  active,
  chosen,
  onChoose,
}: {
  readonly id: string;
  readonly found: readonly FoundMetric[];
  readonly active: number;
  readonly chosen: string;
  readonly onChoose: (metric: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <div id={id} role="listbox" aria-label={t('explore.browser.metrics')} className={classes.found}>
      {found.map((metric, index) => (
        <Entry
          key={metric.name}
          id={`${id}-${index}`}
          metric={metric}
          isActive={index === active}
          isChosen={metric.name === chosen}
          onChoose={onChoose}
        />
      ))}
    </div>
  );
}

function Entry({
  id,
  metric: { name, facts },
  isActive,
  isChosen,
  onChoose,
}: {
  readonly id: string;
  readonly metric: FoundMetric;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (metric: string) => void;
}) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) line.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field handles the keys of all options
    <div
      ref={line}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      data-chosen={isChosen}
      className={classes.metric}
      onClick={() => onChoose(name)}
    >
      <span className={`${classes.name} mono`}>{name}</span>
      <span className={`${classes.type} dimmed small`}>{facts?.type ?? ''}</span>
      <span className={`${classes.help} dimmed small`}>{facts?.help ?? ''}</span>
    </div>
  );
}
