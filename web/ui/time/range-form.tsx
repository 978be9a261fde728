import { Button, Group, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tenantQuery } from '../api/queries.ts';
import { useServices } from '../app/services.ts';
import { usePlace } from '../scope/use-place.ts';
import { type ZoneChoice, zoneName } from './instant-text.ts';
import { parseRange, printRange, type TimeRange } from './range.ts';
import classes from './range-form.module.css';
import { rangeWords } from './range-words.ts';
import { parseTyped, printTyped } from './typed-instant.ts';
import { useZone, ZoneContext } from './zone.ts';

const QUICK = ['5m', '15m', '30m', '1h', '3h', '6h', '12h', '1d', '2d', '7d', '30d', '90d'];

/** By the calendar of the zone that is shown. */
const CALENDAR = [
  'now/d',
  'now-1d/d..now-1d/d',
  'now/w',
  'now-1w/w..now-1w/w',
  'now/M',
  'now-1M/M..now-1M/M',
];

/** Quick ranges, both ends by typing, and the zone. */
export function RangeForm({
  range,
  onApply,
}: {
  readonly range: TimeRange;
  readonly onApply: (range: TimeRange) => void;
}) {
  const { t } = useTranslation();
  const zone = useZone();
  const quick = (texts: readonly string[]) =>
    texts.flatMap((text) => {
      const parsed = parseRange(text, zone);
      if (parsed === undefined) return [];
      const isChosen = printRange(range) === text;
      const words = texts === CALENDAR ? rangeWords(parsed, zone, t) : text;
      return (
        <Button
          key={text}
          size="compact-xs"
          variant={isChosen ? 'light' : 'subtle'}
          onClick={() => onApply(parsed)}
        >
          {words}
        </Button>
      );
    });
  return (
    <Stack gap="sm" className={classes.form ?? ''}>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons, not fields of a form */}
      <div className={classes.quick} role="group" aria-label={t('time.range.quick')}>
        {quick(QUICK)}
        <div className={classes.calendar}>{quick(CALENDAR)}</div>
      </div>
      <Ends key={printRange(range) + zone} range={range} onApply={onApply} />
      <ZoneSwitch />
    </Stack>
  );
}

function Ends({
  range,
  onApply,
}: {
  readonly range: TimeRange;
  readonly onApply: (range: TimeRange) => void;
}) {
  const { t } = useTranslation();
  const zone = useZone();
  const [from, setFrom] = useState(() => printTyped(range.from, zone));
  const [to, setTo] = useState(() => printTyped(range.to, zone));
  const start = parseTyped(from, zone);
  const end = parseTyped(to, zone);
  const typed =
    start === undefined || end === undefined
      ? undefined
      : parseRange(printRange({ from: start, to: end }), zone);
  const invalid = t('time.range.invalid');
  const backwards = start !== undefined && end !== undefined && typed === undefined;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (typed !== undefined) onApply(typed);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <TextInput
          size="xs"
          label={t('time.range.from')}
          value={from}
          error={start === undefined ? invalid : undefined}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          label={t('time.range.to')}
          description={t('time.range.help')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={to}
          error={end === undefined ? invalid : backwards ? t('time.range.backwards') : undefined}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Group justify="end">
          <Button type="submit" size="xs" disabled={typed === undefined}>
            {t('time.range.apply')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ZoneSwitch() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { parts } = usePlace();
  const { choice, choose } = useContext(ZoneContext);
  const tenantZone = useQuery(tenantQuery(call, parts.owner)).data?.timeZone;
  const choices: { value: ZoneChoice; label: string }[] = [
    { value: 'browser', label: t('time.zone.browser') },
    { value: 'utc', label: t('time.zone.utc') },
  ];
  if (tenantZone !== undefined) {
    choices.push({ value: `tenant:${tenantZone}`, label: t('time.zone.tenant') });
  }
  return (
    <div>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('time.zone.label')}
        value={choice}
        data={choices}
        onChange={(value) => {
          const chosen = choices.find((each) => each.value === value);
          if (chosen !== undefined) choose(chosen.value);
        }}
      />
      <div className={`${classes.zone} dimmed small`}>{zoneName(choice)}</div>
    </div>
  );
}
