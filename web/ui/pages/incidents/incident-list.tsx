import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../../../contract/incidents.ts';
import { useSession } from '../../app/session.ts';
import { useRowKeys } from '../../lists/use-row-keys.ts';
import { arrange } from '../../live/arrivals.ts';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { IncidentRow } from './incident-row.tsx';
import classes from './incidents.module.css';
import { SelectionBar } from './selection-bar.tsx';
import { SilenceSeveral } from './silence-several.tsx';
import { useIncidentActs } from './use-incident-acts.ts';
import { scrollToTop, useIsAtTop } from './use-is-at-top.ts';

/** The rows, with the keys of triage and what is done with several at once. */
export function IncidentList({
  items,
  onFilter,
}: {
  readonly items: readonly Incident[];
  readonly onFilter: (name: string, value: string, isExcluded: boolean) => void;
}) {
  const { t } = useTranslation();
  const { parts, node } = usePlace();
  const { scopes } = useSession();
  const mayAct = may(scopes, node.path, 'incidents:ack');
  const list = useRowKeys<HTMLUListElement>();
  const { visible, waiting, reveal } = useArrivals(items, list);
  const acts = useIncidentActs(parts.owner);
  const { selected, chosen, toggle, clear } = useSelection(visible);
  const acknowledge = async (incidents: readonly Incident[]) => {
    if (incidents.length === 0) return;
    await acts.acknowledge(incidents);
    clear();
  };
  const maySilence = may(scopes, node.path, 'silences:write');
  const { ask: askToSilence, dialog } = useSilencing(maySilence, acts.silence, clear);
  const rowOf = (id: string | undefined) => visible.filter((incident) => incident.id === id);
  useTriageKeys(list, mayAct, {
    x: toggle,
    a: (id) => void acknowledge(chosen.length > 0 ? chosen : rowOf(id)),
    u: (id) => void rowOf(id).map(acts.unacknowledge),
    s: (id) => askToSilence(chosen.length > 0 ? chosen : rowOf(id)),
  });
  return (
    <>
      {waiting > 0 && (
        <Button className={classes.pill ?? ''} size="compact-sm" radius="xl" onClick={reveal}>
          {t('incidents.waiting', { count: waiting })}
        </Button>
      )}
      <ul
        ref={list}
        className={classes.list}
        data-selectable={mayAct}
        aria-label={t('incidents.title')}
      >
        {visible.map((incident) => {
          const { id } = incident;
          const selecting = { isSelected: selected.has(id), onSelect: () => toggle(id) };
          const more = mayAct ? selecting : {};
          return <IncidentRow key={id} incident={incident} onFilter={onFilter} {...more} />;
        })}
      </ul>
      <SelectionBar
        count={chosen.length}
        onAcknowledge={() => void acknowledge(chosen)}
        onSilence={maySilence ? () => askToSilence(chosen) : undefined}
        onClear={clear}
      />
      {dialog}
      <p className={`${classes.keys} dimmed small`}>{t('incidents.keys')}</p>
    </>
  );
}

/** The dialog that silences several, while some are asked about. */
function useSilencing(
  mayAsk: boolean,
  silence: ReturnType<typeof useIncidentActs>['silence'],
  done: () => void,
) {
  const [asked, setAsked] = useState<readonly Incident[]>([]);
  const ask = (incidents: readonly Incident[]) => setAsked(mayAsk ? incidents : []);
  const run: Parameters<typeof SilenceSeveral>[0]['run'] = async (how) => {
    await silence(asked, how);
    done();
    ask([]);
  };
  const close = () => ask([]);
  const dialog = asked.length > 0 && (
    <SilenceSeveral count={asked.length} run={run} onClose={close} />
  );
  return { ask, dialog };
}

/** What comes in while somebody reads further down waits until it is asked for. */
function useArrivals(items: readonly Incident[], list: React.RefObject<HTMLElement | null>) {
  const isAtTop = useIsAtTop(list);
  const known = useRef<ReadonlySet<string>>(undefined);
  const [, showAll] = useState(0);
  const { visible, waiting, seen } = arrange(items, known.current, isAtTop);
  known.current = seen;
  const reveal = () => {
    known.current = undefined;
    scrollToTop(list.current);
    showAll((count) => count + 1);
  };
  return { visible, waiting, reveal };
}

/** Which rows are selected; those that are no longer shown do not count. */
function useSelection(visible: readonly Incident[]) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  return {
    selected,
    chosen: visible.filter(({ id }) => selected.has(id)),
    toggle: (id: string) => {
      const next = new Set(selected);
      if (!next.delete(id)) next.add(id);
      setSelected(next);
    },
    clear: () => setSelected(new Set()),
  };
}

/** Keys on the row that has the focus; `a` and `s` work on a selection without one, too. */
function useTriageKeys(
  list: React.RefObject<HTMLElement | null>,
  isOn: boolean,
  keys: {
    readonly x: (id: string) => void;
    readonly a: (id: string | undefined) => void;
    readonly u: (id: string) => void;
    readonly s: (id: string | undefined) => void;
  },
): void {
  const focused = () => {
    const row = document.activeElement?.closest<HTMLElement>('[data-id]') ?? null;
    return row !== null && list.current?.contains(row) ? row.dataset.id : undefined;
  };
  const onRow = (run: (id: string) => void) => () => {
    const id = focused();
    if (isOn && id !== undefined) run(id);
  };
  useHotkeys([
    ['x', onRow(keys.x)],
    ['u', onRow(keys.u)],
    ['a', () => (isOn ? keys.a(focused()) : undefined)],
    ['s', () => (isOn ? keys.s(focused()) : undefined)],
  ]);
}
