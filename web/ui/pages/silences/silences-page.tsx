import { Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Silence } from '../../../contract/silences.ts';
import { type SilenceChoice, silencesQuery } from '../../api/silence-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { Page } from '../../frame/page.tsx';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { useRowKeys } from '../../lists/use-row-keys.ts';
import { may } from '../../scope/permissions.ts';
import { nodeOf } from '../../scope/scope-text.ts';
import { useChangeSearch, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { ExactInstant, Instant } from '../../time/instant.tsx';
import { useZone } from '../../time/zone.ts';
import classes from './silences.module.css';

const STATES = ['standing', 'active', 'pending', 'expired', 'all'] as const;
const KINDS = ['silence', 'blacklist', 'maintenance'] as const;

/** Silences, the blacklist and maintenance of the tenant that the scope belongs to. */
export function SilencesPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scope, parts } = usePlace();
  const { scopes } = useSession();
  const linkTo = useLinkTo();
  const [search] = useSearchParams();
  const text = search.get('text') ?? '';
  const found = useQuery(silencesQuery(call, parts.owner, choiceOf(search)));
  const shown = found.data?.filter((silence) => isAbout(silence, text)).toSorted(bySoonestEnd);
  const add = may(scopes, nodeOf(scope), 'silences:write') && (
    <Button
      component={Link}
      to={linkTo('/silences/new')}
      size="xs"
      leftSection={<IconPlus size={14} />}
    >
      {t('silences.new')}
    </Button>
  );
  return (
    <Page
      title={t('silences.title')}
      beside={
        shown !== undefined && (
          <span className="dimmed figures">{t('frame.table.total', { count: shown.length })}</span>
        )
      }
      actions={add}
    >
      <Filters search={search} />
      <ListState
        items={shown}
        error={found.error}
        retry={() => void found.refetch()}
        empty={
          <Empty title={t('silences.empty', { owner: parts.owner })} text={t('silences.emptyText')}>
            {add}
          </Empty>
        }
      >
        {(items) => <SilenceTable silences={items} />}
      </ListState>
    </Page>
  );
}

function choiceOf(search: URLSearchParams): SilenceChoice {
  const state = STATES.find((one) => one === search.get('state')) ?? 'standing';
  return {
    state: state === 'all' ? undefined : state,
    kind: KINDS.find((one) => one === search.get('kind')),
  };
}

function isAbout({ reason, createdBy, matchers }: Silence, text: string): boolean {
  const known = [reason, createdBy, ...matchers.map(({ name, value }) => `${name} ${value}`)];
  const all = known.join(' ').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

const RANK = { active: 0, pending: 1, expired: 2 } as const;

function bySoonestEnd(a: Silence, b: Silence): number {
  if (a.state !== b.state) return RANK[a.state] - RANK[b.state];
  const [left, right] = [a, b].map(({ endsAt }) =>
    endsAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(endsAt),
  );
  const order = (left ?? 0) - (right ?? 0);
  return a.state === 'expired' ? -order : order;
}

function Filters({ search }: { readonly search: URLSearchParams }) {
  const { t } = useTranslation();
  const change = useChangeSearch();
  return (
    <div className={classes.filters}>
      <Select
        size="xs"
        w={170}
        allowDeselect={false}
        aria-label={t('silences.state.label')}
        data={STATES.map((value) => ({ value, label: t(`silences.state.${value}`) }))}
        value={STATES.find((one) => one === search.get('state')) ?? 'standing'}
        onChange={(state) =>
          change({ state: state === null || state === 'standing' ? undefined : state })
        }
      />
      <Select
        size="xs"
        w={150}
        clearable
        aria-label={t('silences.kind.label')}
        placeholder={t('silences.kind.any')}
        data={KINDS.map((value) => ({ value, label: t(`silences.kind.${value}`) }))}
        value={KINDS.find((one) => one === search.get('kind')) ?? null}
        onChange={(kind) => change({ kind: kind ?? undefined })}
      />
      <TextInput
        size="xs"
        type="search"
        value={search.get('text') ?? ''}
        onChange={(event) => change({ text: event.currentTarget.value || undefined })}
        placeholder={t('silences.filter')}
        aria-label={t('silences.filter')}
        leftSection={<IconSearch size={14} />}
      />
    </div>
  );
}

const COLUMNS = ['silence', 'places', 'state', 'until', 'by'] as const;

function SilenceTable({ silences }: { readonly silences: readonly Silence[] }) {
  const { t } = useTranslation();
  const zone = useZone();
  const table = useRowKeys<HTMLTableElement>();
  return (
    <table ref={table} className={classes.table} aria-label={t('silences.title')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`silences.column.${column}`)}
              {column === 'until' && ` (${zone})`}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {silences.map((silence) => (
          <SilenceRow key={silence.id} silence={silence} />
        ))}
      </tbody>
    </table>
  );
}

function SilenceRow({ silence }: { readonly silence: Silence }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const { id, kind, state, reason, matchers, places, schedule, startsAt, endsAt } = silence;
  return (
    <tr>
      <td className={classes.wide}>
        <Link data-row className={classes.name ?? ''} to={linkTo(`/silences/${id}`)}>
          {reason.split('\n')[0]}
        </Link>
        <div className={classes.matchers}>
          {matchers.map(({ name, operator, value }) => {
            const shown = `${name}${operator}${value}`;
            return (
              <span key={shown} className={classes.chip}>
                {shown}
              </span>
            );
          })}
        </div>
      </td>
      <td className="mono small">{places.join(', ')}</td>
      <td>
        {t(`silences.state.${state}`)}
        <div className="dimmed small">
          {t(`silences.kind.${kind}`)}
          {schedule.kind === 'recurring' && ` · ${t('silences.schedule.recurring')}`}
        </div>
      </td>
      <td className={`${classes.when} dimmed`}>
        <When state={state} startsAt={startsAt} endsAt={endsAt} />
      </td>
      <td className="dimmed">{silence.createdBy}</td>
    </tr>
  );
}

function When({ state, startsAt, endsAt }: Pick<Silence, 'state' | 'startsAt' | 'endsAt'>) {
  const { t } = useTranslation();
  if (state === 'pending' && startsAt !== null) {
    return (
      <>
        {t('silences.begins')} <ExactInstant at={startsAt} />
      </>
    );
  }
  if (endsAt === null) return t('silences.noEnd');
  return state === 'expired' ? <Instant at={endsAt} /> : <ExactInstant at={endsAt} />;
}
