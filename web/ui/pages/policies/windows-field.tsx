import { ActionIcon, Button, Chip, Group, Select, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { WEEKDAYS } from '../../../contract/policies.ts';
import formClasses from '../../forms/form-frame.module.css';
import { pointer } from '../../forms/pointer.ts';
import { useZone } from '../../time/zone.ts';
import { WeekGrid } from '../../week-grid/week-grid.tsx';
import type { WeeklyTimes } from '../../week-grid/week-minutes.ts';
import { isNever, paintedWindows } from './painted-windows.ts';
import classes from './policies.module.css';
import { blankWindow, type WindowForm } from './policy-form.ts';
import { WindowCalendar } from './window-calendar.tsx';
import type { WindowProps } from './window-props.ts';

const MOST_TIMES = 10;

interface Props {
  readonly windows: readonly WindowForm[];
  readonly errorAt: (field: string) => string | undefined;
  readonly onBlur: (field: string) => void;
  readonly onChange: (windows: readonly WindowForm[], field: string) => void;
}

/** When people are told, and when not. */
export function WindowsField({ windows, errorAt, onBlur, onChange }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const name = t('policies.window.newName', { number: windows.length + 1 });
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{t('policies.window.legend')}</legend>
      <div className={formClasses.help}>{t('policies.window.help')}</div>
      <Stack gap={8}>
        {windows.map((window, index) => (
          <WindowCard
            // biome-ignore lint/suspicious/noArrayIndexKey: windows have no identity but their place
            key={index}
            window={window}
            index={index}
            errorAt={errorAt}
            onBlur={onBlur}
            onChange={(next, field) => onChange(windows.with(index, next), field)}
            onPaint={(weekly) =>
              onChange(
                windows.toSpliced(index, 1, ...paintedWindows(window, weekly, t)),
                '/windows',
              )
            }
            onRemove={() => onChange(windows.toSpliced(index, 1), '/windows')}
          />
        ))}
      </Stack>
      <Button
        mt={6}
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...windows, blankWindow(name, zone)], '/windows')}
      >
        {t('policies.window.add')}
      </Button>
    </fieldset>
  );
}

interface CardProps extends WindowProps {
  readonly onRemove: () => void;
  readonly onPaint: (weekly: readonly WeeklyTimes[]) => void;
}

function WindowCard(props: CardProps) {
  const { t } = useTranslation();
  const { window, index, errorAt, onBlur, onChange, onRemove, onPaint } = props;
  const nameAt = pointer('windows', index, 'name');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a card inside the fieldset of all windows
    <div className={classes.card} role="group" aria-label={window.name}>
      <div className={classes.cardHead}>
        <TextInput
          className={classes.grow ?? ''}
          size="xs"
          label={t('policies.window.name')}
          value={window.name}
          error={errorAt(nameAt)}
          onBlur={() => onBlur(nameAt)}
          onChange={(event) => onChange({ ...window, name: event.currentTarget.value }, nameAt)}
        />
        <Select
          className={classes.grow ?? ''}
          size="xs"
          label={t('policies.window.kind')}
          allowDeselect={false}
          data={(['mute', 'active'] as const).map((kind) => ({
            value: kind,
            label: t(`policies.window.kinds.${kind}`),
          }))}
          value={window.kind}
          onChange={(kind) =>
            onChange({ ...window, kind: kind === 'active' ? 'active' : 'mute' }, nameAt)
          }
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('forms.remove', { what: window.name })}
          onClick={onRemove}
        >
          <IconX size={15} />
        </ActionIcon>
      </div>
      <WeekGrid
        label={t('policies.grid.label', { name: window.name })}
        weekly={isNever(window) ? [] : [window]}
        onChange={onPaint}
      />
      <Weekdays {...props} />
      <Times {...props} />
      <WindowCalendar {...props} />
    </div>
  );
}

function Weekdays({ window, index, onChange }: WindowProps) {
  const { t } = useTranslation();
  const at = pointer('windows', index, 'weekdays');
  return (
    <div>
      <div className={formClasses.help}>{t('policies.window.weekdays')}</div>
      <Chip.Group
        multiple
        value={[...window.weekdays]}
        onChange={(chosen) =>
          onChange({ ...window, weekdays: WEEKDAYS.filter((day) => chosen.includes(day)) }, at)
        }
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
  );
}

function Times({ window, index, errorAt, onBlur, onChange }: WindowProps) {
  const { t } = useTranslation();
  const { times } = window;
  const all = pointer('windows', index, 'times');
  return (
    <div>
      <div className={formClasses.help}>{t('policies.window.times')}</div>
      <Stack gap={6}>
        {times.map((time, place) => {
          const at = pointer('windows', index, 'times', place);
          const set = (key: 'from' | 'to', text: string) =>
            onChange({ ...window, times: times.with(place, { ...time, [key]: text }) }, at);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: times have no identity but their place
            <div key={place} className={classes.times}>
              {(['from', 'to'] as const).map((key) => (
                <TextInput
                  key={key}
                  className={classes.time ?? ''}
                  size="xs"
                  aria-label={t(`policies.window.${key}`, { number: place + 1 })}
                  placeholder={key === 'from' ? '22:00' : '06:00'}
                  value={time[key]}
                  error={errorAt(at) !== undefined}
                  onBlur={() => onBlur(at)}
                  onChange={(event) => set(key, event.currentTarget.value)}
                />
              ))}
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('forms.remove', { what: `${time.from}–${time.to}` })}
                onClick={() => onChange({ ...window, times: times.toSpliced(place, 1) }, all)}
              >
                <IconX size={15} />
              </ActionIcon>
              {errorAt(at) !== undefined && (
                <span className={formClasses.wrong}>{errorAt(at)}</span>
              )}
            </div>
          );
        })}
        {times.length < MOST_TIMES && (
          <div>
            <Button
              size="compact-xs"
              variant="subtle"
              leftSection={<IconPlus size={14} />}
              onClick={() => onChange({ ...window, times: [...times, { from: '', to: '' }] }, all)}
            >
              {t('policies.window.addTimes')}
            </Button>
          </div>
        )}
      </Stack>
    </div>
  );
}
