import { Button, Chip, Group, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { WEEKDAYS } from '../../../contract/policies.ts';
import formClasses from '../../forms/form-frame.module.css';
import type { Form } from '../../forms/use-form.ts';
import { instantText } from '../../time/instant-text.ts';
import { useNow } from '../../time/now.ts';
import { useZone } from '../../time/zone.ts';
import type { SilenceForm } from './silence-form.ts';
import classes from './silences.module.css';
import { cronOf, type SimpleCron, simpleCron } from './simple-cron.ts';

const HOUR_MS = 3_600_000;
const LENGTHS = { '1h': 1, '4h': 4, '1d': 24, '7d': 168 } as const;

/** When it counts: once, or by a pattern. */
export function ScheduleField({ form }: { readonly form: Form<SilenceForm> }) {
  const { t } = useTranslation();
  const { value } = form;
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{t('silences.editor.when')}</legend>
      <Stack gap={8} mt={4}>
        <SegmentedControl
          size="xs"
          value={value.recurs ? 'recurring' : 'once'}
          aria-label={t('silences.editor.when')}
          data={(['once', 'recurring'] as const).map((kind) => ({
            value: kind,
            label: t(`silences.schedule.${kind}`),
          }))}
          onChange={(kind) =>
            form.change(
              {
                ...value,
                recurs: kind === 'recurring',
                ...(kind === 'recurring' ? { endsAt: '' } : {}),
              },
              '/schedule',
            )
          }
        />
        {value.recurs && <Recurring form={form} />}
        <Ends form={form} />
      </Stack>
    </fieldset>
  );
}

function Ends({ form }: { readonly form: Form<SilenceForm> }) {
  const { t } = useTranslation();
  const zone = useZone();
  const now = useNow(60_000);
  const { value, errorAt, blur } = form;
  return (
    <div>
      <div className={classes.two}>
        {(['startsAt', 'endsAt'] as const).map((key) => {
          const at = `/schedule/${key}`;
          return (
            <TextInput
              key={key}
              label={t(`silences.editor.${key}`)}
              description={t(`silences.editor.${key}Help`)}
              placeholder={instantText(now, zone)}
              value={value[key]}
              error={errorAt(at)}
              onBlur={() => blur(at)}
              onChange={(event) => form.change({ ...value, [key]: event.currentTarget.value }, at)}
            />
          );
        })}
      </div>
      {!value.recurs && (
        <Group gap={4} mt={4}>
          {Object.entries(LENGTHS).map(([length, hours]) => (
            <Button
              key={length}
              size="compact-xs"
              variant="subtle"
              onClick={() =>
                form.change(
                  { ...value, endsAt: instantText(now + hours * HOUR_MS, zone) },
                  '/schedule/endsAt',
                )
              }
            >
              {length}
            </Button>
          ))}
          <span className="dimmed small">{zone}</span>
        </Group>
      )}
    </div>
  );
}

function Recurring({ form }: { readonly form: Form<SilenceForm> }) {
  const { t } = useTranslation();
  const { value, errorAt, blur } = form;
  const simple = simpleCron(value.cron);
  const field = (key: 'cron' | 'zone' | 'duration') => ({
    label: t(`silences.editor.${key}`),
    value: value[key],
    error: errorAt(`/schedule/${key}`),
    onBlur: () => blur(`/schedule/${key}`),
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      form.change({ ...value, [key]: event.currentTarget.value }, `/schedule/${key}`),
  });
  return (
    <>
      {simple !== null && <SimpleTimes simple={simple} form={form} />}
      <div className={classes.two}>
        <TextInput {...field('duration')} description={t('silences.editor.durationHelp')} />
        <TextInput {...field('zone')} description={t('silences.editor.zoneHelp')} />
      </div>
      <TextInput {...field('cron')} description={t('silences.editor.cronHelp')} />
    </>
  );
}

function SimpleTimes({
  simple,
  form,
}: {
  readonly simple: SimpleCron;
  readonly form: Form<SilenceForm>;
}) {
  const { t } = useTranslation();
  const set = (change: Partial<SimpleCron>) => {
    const cron = cronOf({ ...simple, ...change });
    if (cron !== null) form.change({ ...form.value, cron }, '/schedule/cron');
  };
  return (
    <>
      <TextInput
        type="time"
        label={t('silences.editor.beginsAt')}
        value={simple.time}
        onChange={(event) => set({ time: event.currentTarget.value })}
      />
      <div>
        <div className={formClasses.help}>{t('policies.window.weekdays')}</div>
        <Chip.Group
          multiple
          value={[...simple.weekdays]}
          onChange={(chosen) => set({ weekdays: WEEKDAYS.filter((day) => chosen.includes(day)) })}
        >
          <Group gap={6}>
            {WEEKDAYS.map((day) => (
              <Chip key={day} value={day} size="xs">
                {t(`policies.weekday.${day}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </div>
    </>
  );
}
