import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { IncidentFacets as Facets } from '../../../contract/incident-history.ts';
import { rulesQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { usePlace } from '../../scope/use-place.ts';
import { type FacetChoice, FacetMenu } from './facet-menu.tsx';
import { type IncidentFilter, WITHIN } from './incident-filter.ts';

const OUTCOMES = ['delivered', 'failed', 'not_sent'] as const;
const TRUTHS = ['true', 'false'] as const;

interface MenuProps {
  readonly filter: IncidentFilter;
  readonly facets: Facets | undefined;
  readonly change: (filter: IncidentFilter) => void;
}

/** What the list can be narrowed by, each with numbers as far as these are known. */
export function IncidentFacets({ filter, facets, change }: MenuProps) {
  const { t } = useTranslation();
  const { parts } = usePlace();
  const isCapped = facets?.capped ?? false;
  return (
    <>
      {parts.owner === '_platform' && (
        <TenantMenu filter={filter} facets={facets} change={change} />
      )}
      {parts.project === undefined && (
        <FacetMenu
          label={t('incidents.facets.project')}
          choices={choicesOf(facets?.facets.project, filter.projects)}
          chosen={filter.projects}
          isCapped={isCapped}
          onChange={(projects) => change({ ...filter, projects })}
        />
      )}
      {parts.environment === undefined && (
        <FacetMenu
          label={t('incidents.facets.environment')}
          choices={choicesOf(facets?.facets.environment, filter.environments)}
          chosen={filter.environments}
          isCapped={isCapped}
          onChange={(environments) => change({ ...filter, environments })}
        />
      )}
      <RuleMenu filter={filter} facets={facets} change={change} />
      <WithinMenu filter={filter} change={change} />
      <OutcomeMenu filter={filter} facets={facets} change={change} />
      <AcknowledgedMenu filter={filter} facets={facets} change={change} />
    </>
  );
}

/** What became of its messages. */
function OutcomeMenu({ filter, facets, change }: MenuProps) {
  const { t } = useTranslation();
  const counted = (value: string) =>
    facets?.facets.outcome.find((each) => each.value === value)?.count;
  return (
    <FacetMenu
      label={t('incidents.facets.outcome')}
      choices={OUTCOMES.map((value) => ({
        value,
        label: t(`incidents.facets.outcomes.${value}`),
        count: filter.status === 'firing' ? undefined : counted(value),
      }))}
      chosen={filter.outcomes}
      isCapped={facets?.capped ?? false}
      onChange={(chosen) =>
        change({ ...filter, outcomes: OUTCOMES.filter((value) => chosen.includes(value)) })
      }
    />
  );
}

/** Whether somebody is on it. */
function AcknowledgedMenu({ filter, facets, change }: MenuProps) {
  const { t } = useTranslation();
  const counted = (value: string) =>
    facets?.facets.acknowledged.find((each) => each.value === value)?.count;
  return (
    <FacetMenu
      label={t('incidents.facets.acknowledged')}
      choices={TRUTHS.map((value) => ({
        value,
        label: t(`incidents.facets.yesNo.${value}`),
        count: counted(value) ?? (facets === undefined ? undefined : 0),
      }))}
      chosen={filter.acknowledged === undefined ? [] : [String(filter.acknowledged)]}
      isCapped={facets?.capped ?? false}
      onChange={(chosen) => {
        const last = chosen.at(-1);
        change({ ...filter, acknowledged: last === undefined ? undefined : last === 'true' });
      }}
    />
  );
}

/** Tenants that the platform looks at; only what was looked at has numbers. */
function TenantMenu({ filter, facets, change }: MenuProps) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const tenants = scopes.filter(({ level }) => level === 'tenant').map(({ path }) => path);
  const counted = (value: string) =>
    facets?.facets.tenant.find((each) => each.value === value)?.count;
  const all = { value: '*', label: t('incidents.facets.allTenants'), count: undefined };
  return (
    <FacetMenu
      label={t('incidents.facets.tenant')}
      choices={[all, ...tenants.map((value) => ({ value, label: value, count: counted(value) }))]}
      chosen={filter.tenants}
      isCapped={facets?.capped ?? false}
      onChange={(chosen) => change({ ...filter, tenants: chosen })}
    />
  );
}

/** When they were recorded. */
function WithinMenu({
  filter,
  change,
}: {
  readonly filter: IncidentFilter;
  readonly change: (filter: IncidentFilter) => void;
}) {
  const { t } = useTranslation();
  return (
    <FacetMenu
      label={t('incidents.facets.within')}
      choices={WITHIN.map((value) => ({
        value,
        label: t('incidents.facets.last', { time: value }),
        count: undefined,
      }))}
      chosen={filter.within === undefined ? [] : [filter.within]}
      isCapped={false}
      onChange={(chosen) =>
        change({ ...filter, within: WITHIN.find((time) => time === chosen.at(-1)) })
      }
    />
  );
}

/** One rule at a time, by its name; those that are gone by their id. */
function RuleMenu({ filter, facets, change }: MenuProps) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { parts } = usePlace();
  const rules = useQuery(rulesQuery(call, parts.owner));
  const nameOf = (id: string) => rules.data?.find((rule) => rule.id === id)?.name ?? id;
  const chosen = filter.rule === undefined ? [] : [filter.rule];
  const choices = choicesOf(facets?.facets.rule, chosen).map((choice) => ({
    ...choice,
    label: nameOf(choice.value),
  }));
  return (
    <FacetMenu
      label={t('incidents.facets.rule')}
      choices={choices}
      chosen={chosen}
      isCapped={facets?.capped ?? false}
      onChange={(next) => change({ ...filter, rule: next.at(-1) })}
    />
  );
}

/** What was counted, and what is chosen although none has it. */
function choicesOf(
  counted: readonly { readonly value: string; readonly count: number }[] | undefined,
  chosen: readonly string[],
): readonly FacetChoice[] {
  const found = (counted ?? []).map(({ value, count }) => ({ value, label: value, count }));
  const known = new Set(found.map(({ value }) => value));
  const others = chosen.filter((value) => !known.has(value));
  return [...found, ...others.map((value) => ({ value, label: value, count: undefined }))];
}
