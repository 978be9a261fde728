import { SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { IncidentFacets as Facets } from '../../../contract/incident-history.ts';
import type { Incident } from '../../../contract/incidents.ts';
import { printLabelFilter } from '../../lists/label-filter.ts';
import { useLadder } from '../../severity/ladder.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import { countText } from './facet-menu.tsx';
import { IncidentFacets } from './incident-facets.tsx';
import { type IncidentFilter, isMatcher } from './incident-filter.ts';
import classes from './incidents.module.css';

interface Parts {
  readonly filter: IncidentFilter;
  readonly change: (filter: IncidentFilter) => void;
}

const STATUSES = ['firing', 'resolved', 'all'] as const;

/** Status, severities, text, and above the list what is filtered by, each to be taken away. */
export function IncidentFilters({
  filter,
  incidents,
  facets,
  change,
}: Parts & {
  readonly incidents: readonly Incident[];
  readonly facets: Facets | undefined;
}) {
  const { t } = useTranslation();
  const takeMatcher = () => {
    const matcher = filter.text.trim();
    if (!isMatcher(matcher)) return;
    change({ ...filter, text: '', matchers: [...new Set([...filter.matchers, matcher])] });
  };
  return (
    <>
      <div className={classes.filters}>
        <SegmentedControl
          size="sm"
          aria-label={t('incidents.status.label')}
          value={filter.status}
          data={STATUSES.map((value) => ({ value, label: t(`incidents.status.${value}`) }))}
          onChange={(value) => {
            const status = STATUSES.find((each) => each === value);
            if (status !== undefined) change({ ...filter, status });
          }}
        />
        <SeverityChips filter={filter} change={change} incidents={incidents} facets={facets} />
        <IncidentFacets filter={filter} facets={facets} change={change} />
        <TextInput
          className={classes.text ?? ''}
          size="xs"
          type="search"
          value={filter.text}
          onChange={(event) => change({ ...filter, text: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'Enter') takeMatcher();
          }}
          onBlur={takeMatcher}
          placeholder={t('incidents.filter')}
          aria-label={t('incidents.filter')}
          leftSection={<IconSearch size={14} />}
        />
      </div>
      <Removable filter={filter} change={change} />
    </>
  );
}

function SeverityChips({
  filter,
  incidents,
  facets,
  change,
}: Parts & {
  readonly incidents: readonly Incident[];
  readonly facets: Facets | undefined;
}) {
  const { t } = useTranslation();
  const countOf = (severity: string) =>
    facets?.facets.severity.find(({ value }) => value === severity)?.count;
  const ladder = useLadder();
  const found = new Set([...incidents.map(({ severity }) => severity), ...filter.severities]);
  const all = [...ladder, ...[...found].filter((severity) => !ladder.includes(severity))];
  const toggle = (severity: string) => {
    const isOn = filter.severities.includes(severity);
    const severities = isOn
      ? filter.severities.filter((each) => each !== severity)
      : [...filter.severities, severity];
    change({ ...filter, severities });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of toggles is no fieldset of a form
    <div className={classes.chips} role="group" aria-label={t('incidents.severities')}>
      {all.map((severity) => (
        <button
          key={severity}
          type="button"
          className={classes.chip}
          aria-pressed={filter.severities.includes(severity)}
          data-muted={filter.severities.length > 0 && !filter.severities.includes(severity)}
          onClick={() => toggle(severity)}
        >
          <SeverityBadge severity={severity} />
          <span className={`${classes.count} figures`}>
            {countText(countOf(severity), facets?.capped ?? false)}
          </span>
        </button>
      ))}
    </div>
  );
}

function Removable({ filter, change }: Parts) {
  const { t } = useTranslation();
  const chips = [
    ...filter.matchers.map((matcher) => ({
      text: matcher,
      without: { ...filter, matchers: filter.matchers.filter((each) => each !== matcher) },
    })),
    ...filter.labels.map((label) => ({
      text: printLabelFilter(label),
      without: { ...filter, labels: filter.labels.filter((each) => each !== label) },
    })),
    ...(filter.rule === undefined
      ? []
      : [
          {
            text: `${t('incidents.detail.rule')} ${filter.rule}`,
            without: { ...filter, rule: undefined },
          },
        ]),
  ];
  if (chips.length === 0) return null;
  return (
    <div className={classes.filters}>
      {chips.map(({ text, without }) => (
        <button
          key={text}
          type="button"
          className={classes.removable}
          aria-label={t('incidents.removeFilter', { filter: text })}
          onClick={() => change(without)}
        >
          {text}
          <IconX size={12} aria-hidden />
        </button>
      ))}
    </div>
  );
}
