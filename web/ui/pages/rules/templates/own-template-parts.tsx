import { ActionIcon, Button, Checkbox, Select, SimpleGrid, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RuleTemplateInput } from '../../../../contract/rule-templates.ts';
import { OPERATORS } from '../../../../contract/rules.ts';
import formClasses from '../../../forms/form-frame.module.css';
import { pointer } from '../../../forms/pointer.ts';
import type { Form } from '../../../forms/use-form.ts';
import { useLadder } from '../../../severity/ladder.ts';
import { unitOf } from './rule-of-template.ts';
import type { TemplateForm } from './template-form.ts';
import classes from './templates.module.css';
import { ThresholdInput } from './threshold-input.tsx';

type Labels = RuleTemplateInput['labels'];
const GROUPS = ['always', 'default', 'optional'] as const;

/** What rows can be grouped and narrowed by. */
export function TemplateLabels({
  labels,
  error,
  change,
}: {
  readonly labels: Labels;
  readonly error: string | undefined;
  readonly change: (labels: Labels) => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{t('templates.editor.labels')}</legend>
      <div className={formClasses.help}>{t('templates.editor.labelsHelp')}</div>
      {labels.map((label, index) => {
        const what = t('templates.editor.labelNumber', { number: index + 1 });
        const set = (part: Partial<Labels[number]>) =>
          change(labels.with(index, { ...label, ...part }));
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          <div key={index} className={classes.label}>
            <TextInput
              size="xs"
              aria-label={what}
              value={label.name}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <Select
              size="xs"
              aria-label={`${what}: ${t('templates.groupBy')}`}
              allowDeselect={false}
              data={GROUPS.map((value) => ({
                value,
                label: t(`templates.editor.group.${value}`),
              }))}
              value={label.group}
              onChange={(group) =>
                set({ group: GROUPS.find((each) => each === group) ?? label.group })
              }
            />
            <Checkbox
              size="xs"
              label={t('templates.editor.filter')}
              checked={label.filter}
              onChange={(event) => set({ filter: event.currentTarget.checked })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('forms.remove', { what })}
              onClick={() => change(labels.toSpliced(index, 1))}
            >
              <IconX size={15} />
            </ActionIcon>
          </div>
        );
      })}
      {error !== undefined && <div className={formClasses.wrong}>{error}</div>}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => change([...labels, { name: '', group: 'default', filter: true }])}
      >
        {t('rules.editor.addLabel')}
      </Button>
    </fieldset>
  );
}

interface LevelsProps {
  readonly form: Form<TemplateForm>;
  readonly set: (change: Partial<TemplateForm>, field: string) => void;
}

/** From which values on it is bad, and which values make sense at all. */
export function TemplateLevels({ form, set }: LevelsProps) {
  const { t } = useTranslation();
  const ladder = useLadder();
  const { levels, operator, unit } = form.value;
  const free = ladder.find((rung) => !levels.some(({ severity }) => severity === rung));
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{t('rules.editor.levels')}</legend>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mb="xs">
        <Select
          label={t('rules.editor.operator')}
          allowDeselect={false}
          data={[...OPERATORS]}
          value={operator}
          onChange={(chosen) =>
            set({ operator: OPERATORS.find((each) => each === chosen) ?? operator }, '/operator')
          }
        />
        <TextInput
          label={t('rules.editor.for')}
          value={form.value.for}
          error={form.errorAt('/for')}
          onBlur={() => form.blur('/for')}
          onChange={(event) => set({ for: event.currentTarget.value }, '/for')}
        />
      </SimpleGrid>
      {levels.map((level, index) => {
        const field = pointer('levels', index, 'threshold');
        const put = (part: Partial<(typeof levels)[number]>, at: string) =>
          set({ levels: levels.with(index, { ...level, ...part }) }, at);
        const number = t('rules.editor.level', { number: index + 1 });
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          <div key={index} className={classes.label}>
            <Select
              size="xs"
              aria-label={`${number}: ${t('rules.editor.severity')}`}
              allowDeselect={false}
              data={[...new Set([...ladder, level.severity])].filter(Boolean)}
              value={level.severity}
              error={form.errorAt(pointer('levels', index, 'severity'))}
              onChange={(severity) =>
                put({ severity: severity ?? '' }, pointer('levels', index, 'severity'))
              }
            />
            <ThresholdInput
              size="xs"
              aria-label={`${number}: ${t('rules.editor.threshold')}`}
              unit={unitOf({ unit }) ?? 'count'}
              value={level.threshold}
              error={form.errorAt(field)}
              onBlur={() => form.blur(field)}
              onChange={(threshold) => put({ threshold }, field)}
            />
            <span />
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={levels.length === 1}
              aria-label={t('forms.remove', { what: number })}
              onClick={() => set({ levels: levels.toSpliced(index, 1) }, '/levels')}
            >
              <IconX size={15} />
            </ActionIcon>
          </div>
        );
      })}
      {form.errorAt('/levels') !== undefined && (
        <div className={formClasses.wrong}>{form.errorAt('/levels')}</div>
      )}
      {free !== undefined && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => set({ levels: [...levels, { severity: free, threshold: '' }] }, '/levels')}
        >
          {t('rules.editor.addLevel')}
        </Button>
      )}
      <Bounds form={form} set={set} />
    </fieldset>
  );
}

function Bounds({ form, set }: LevelsProps) {
  const { t } = useTranslation();
  const unit = unitOf(form.value) ?? 'count';
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
      {(['min', 'max'] as const).map((name) => (
        <ThresholdInput
          key={name}
          unit={unit}
          label={t(`templates.editor.${name}`)}
          value={form.value[name]}
          error={form.errorAt('/range')}
          onBlur={() => form.blur('/range')}
          onChange={(text) => set({ [name]: text }, '/range')}
        />
      ))}
    </SimpleGrid>
  );
}
