import { SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../../../contract/incidents.ts';
import { printLabelFilter } from '../../lists/label-filter.ts';
import { useLadder } from '../../severity/ladder.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import type { IncidentFilter } from './incident-filter.ts';
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
  change,
}: Parts & { readonly incidents: readonly Incident[] }) {
  const { t } = useTranslation();
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
        <SeverityChips filter={filter} change={change} incidents={incidents} />
        <TextInput
          className={classes.text ?? ''}
          size="xs"
          type="search"
          value={filter.text}
          onChange={(event) => change({ ...filter, text: event.currentTarget.value })}
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
  change,
}: Parts & { readonly incidents: readonly Incident[] }) {
  const { t } = useTranslation();
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
        </button>
      ))}
    </div>
  );
}

function Removable({ filter, change }: Parts) {
  const { t } = useTranslation();
  const chips = [
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
