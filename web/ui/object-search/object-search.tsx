import { Anchor, Button, SegmentedControl } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconBroadcast,
  IconEraser,
  IconExternalLink,
  IconPlayerStop,
  IconSearch,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ComponentType, type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { ownerKey } from '../api/queries.ts';
import { Page } from '../frame/page.tsx';
import { Empty } from '../lists/list-state.tsx';
import { ExportMenu } from '../log-lines/export-menu.tsx';
import { FoundLines } from '../log-lines/found-lines.tsx';
import { needlesOf } from '../log-lines/highlight.ts';
import type { ObjectLine } from '../log-lines/line-use.ts';
import { LiveLines } from '../log-lines/live-lines.tsx';
import type { LevelWord } from '../log-lines/volume.tsx';
import { useChangeSearch, useLinkTo, usePlace } from '../scope/use-place.ts';
import { RangePicker } from '../time/range-picker.tsx';
import { ConnectWebhook } from './connect-webhook.tsx';
import { filterable, withValue } from './filter-by-value.ts';
import { objectQuery, type SearchValues } from './object-query.ts';
import classes from './object-search.module.css';
import { SearchForm } from './search-form.tsx';
import type { SearchKind } from './search-kind.ts';
import { readSearch, type SearchState, writeSearch } from './search-state.ts';

export interface ObjectSearchProps {
  readonly kind: SearchKind;
  /** What a closed row shows behind its time. */
  readonly Cells: ComponentType<ObjectLine>;
  /** The names of these cells. */
  readonly head: ReactNode;
  readonly levelWord: LevelWord;
}

/** Searches objects that are stored as lines: a form, their number over time, a table, export. */
export function ObjectSearch({ kind, ...looks }: ObjectSearchProps) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const state = useMemo(() => readSearch(kind, search), [kind, search]);
  const { ask, change } = useAsking(kind, state);
  const [isLive, live] = useDisclosure();
  const query = useMemo(() => objectQuery(kind, state.values), [kind, state.values]);
  return (
    <Page title={t(`objects.${kind.name}.title`)} actions={<RangePicker />}>
      <SearchForm kind={kind} values={state.values} onSearch={ask}>
        <SearchBar
          query={query}
          state={state}
          isLive={isLive}
          onLive={live.toggle}
          onClear={() => ask({})}
          onOrder={(order) => change({ ...state, order })}
        />
      </SearchForm>
      <Found kind={kind} query={query} state={state} isLive={isLive} onSearch={ask} {...looks} />
    </Page>
  );
}

/** Asking the same once more asks anew. */
function useAsking(kind: SearchKind, state: SearchState) {
  const changeSearch = useChangeSearch();
  const queryClient = useQueryClient();
  const { parts } = usePlace();
  const change = (next: SearchState) => changeSearch(writeSearch(kind, next));
  const ask = (values: SearchValues) => {
    const next = { ...state, values };
    if (objectQuery(kind, values) !== objectQuery(kind, state.values)) {
      changeSearch(writeSearch(kind, next), 'push');
      return;
    }
    change(next);
    for (const name of ['logs', 'log-series']) {
      const queryKey = [...ownerKey(parts.owner), name];
      void queryClient.refetchQueries({ queryKey, type: 'active' });
    }
  };
  return { ask, change };
}

/** As `readCondition` takes it. */
const NOT = '!';

interface SearchBarProps {
  readonly query: string;
  readonly state: SearchState;
  readonly isLive: boolean;
  readonly onLive: () => void;
  readonly onClear: () => void;
  readonly onOrder: (order: SearchState['order']) => void;
}

function SearchBar({ query, state, isLive, onLive, onClear, onOrder }: SearchBarProps) {
  const { t } = useTranslation();
  const LiveIcon = isLive ? IconPlayerStop : IconBroadcast;
  const isNarrowed = Object.keys(state.values).length > 0;
  return (
    <>
      <p className={classes.hint}>{t('objects.hint', { not: NOT })}</p>
      <div className={classes.bar}>
        <Button size="xs" type="submit" leftSection={<IconSearch size={14} />}>
          {t('objects.search')}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={!isNarrowed}
          leftSection={<IconEraser size={14} />}
          onClick={onClear}
        >
          {t('objects.clear')}
        </Button>
        <Button
          size="xs"
          variant={isLive ? 'light' : 'default'}
          aria-pressed={isLive}
          leftSection={<LiveIcon size={14} />}
          onClick={onLive}
        >
          {isLive ? t('logs.live.stop') : t('logs.live.start')}
        </Button>
        <ExportMenu query={query} order={state.order} />
        <OpenInLogs query={query} />
        <SegmentedControl
          className={classes.order ?? ''}
          size="xs"
          aria-label={t('logs.order.label')}
          value={state.order}
          data={[
            { value: 'newest', label: t('logs.order.newest') },
            { value: 'oldest', label: t('logs.order.oldest') },
          ]}
          onChange={(order) => onOrder(order === 'oldest' ? 'oldest' : 'newest')}
        />
      </div>
    </>
  );
}

function OpenInLogs({ query }: { readonly query: string }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return (
    <Anchor
      size="sm"
      component={Link}
      to={linkTo('/logs', { q: query })}
      className={classes.link ?? ''}
    >
      <IconExternalLink size={14} aria-hidden />
      {t('objects.openLogs')}
    </Anchor>
  );
}

interface FoundProps extends ObjectSearchProps {
  readonly query: string;
  readonly state: SearchState;
  readonly isLive: boolean;
  readonly onSearch: (values: SearchValues) => void;
}

function Found({ kind, query, state, isLive, onSearch, Cells, head, levelWord }: FoundProps) {
  const { t } = useTranslation();
  const needles = useMemo(() => needlesOf(query), [query]);
  const names = useMemo(() => filterable(kind), [kind]);
  const use = {
    query,
    order: state.order,
    needles,
    labelNames: undefined,
    Cells,
    head,
    filterable: names,
    onFilter: (filter: Parameters<typeof withValue>[2]) =>
      onSearch(withValue(kind, state.values, filter)),
  };
  if (isLive) return <LiveLines {...use} />;
  const isNarrowed = Object.keys(state.values).length > 0;
  const nothing = isNarrowed ? (
    <NothingFound kind={kind} onClear={() => onSearch({})} />
  ) : (
    <ConnectWebhook kind={kind} />
  );
  const label = t(`objects.${kind.name}.list`);
  return <FoundLines {...use} label={label} nothing={nothing} levelWord={levelWord} />;
}

function NothingFound({
  kind,
  onClear,
}: {
  readonly kind: SearchKind;
  readonly onClear: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Empty title={t(`objects.${kind.name}.none`)} text={t('logs.empty.text')}>
      <Button size="xs" variant="default" onClick={onClear}>
        {t('objects.clear')}
      </Button>
    </Empty>
  );
}
