import { ActionIcon, Button, Select, Switch, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SystemRule } from '../../../contract/system-rules.ts';
import formClasses from '../../forms/form-frame.module.css';
import { pointer } from '../../forms/pointer.ts';
import type { Form } from '../../forms/use-form.ts';
import { useLadder } from '../../severity/ladder.ts';
import type { LevelText, OverrideForm } from './override-form.ts';
import { RuleLevels } from './rule-levels.tsx';
import classes from './system-rules.module.css';

const MOST_LEVELS = 10;

/** Levels of one's own, with unit and default beside them. */
export function OverrideLevels({
  form,
  rule,
}: {
  readonly form: Form<OverrideForm>;
  readonly rule: SystemRule;
}) {
  const { t } = useTranslation();
  const { value } = form;
  const { operator, defaults } = rule;
  const set = (levels: readonly LevelText[], field: string) =>
    form.change({ ...value, levels }, field);
  return (
    <fieldset className={formClasses.fieldset}>
      <Switch
        mb={8}
        label={t('systemRules.form.ownLevels')}
        checked={value.ownLevels}
        onChange={(event) =>
          form.change({ ...value, ownLevels: event.currentTarget.checked }, '/levels')
        }
      />
      {value.ownLevels && <Rows form={form} operator={operator} onChange={set} />}
      <div className={formClasses.help}>
        {value.ownLevels && <div>{t('systemRules.form.unit', { unit: rule.unitText })}</div>}
        <div>{t('systemRules.form.byDefault')}</div>
        <RuleLevels operator={operator} levels={defaults.levels} thresholds={defaults.thresholds} />
      </div>
    </fieldset>
  );
}

function Rows({
  form,
  operator,
  onChange,
}: {
  readonly form: Form<OverrideForm>;
  readonly operator: string;
  readonly onChange: (levels: readonly LevelText[], field: string) => void;
}) {
  const { t } = useTranslation();
  const ladder = useLadder();
  const { levels } = form.value;
  const error = form.errorAt('/levels');
  const free = ladder.find((severity) => levels.every((level) => level.severity !== severity));
  return (
    <div>
      {levels.map((level, index) => (
        <Row
          // biome-ignore lint/suspicious/noArrayIndexKey: levels have no identity but their place
          key={index}
          {...{ form, operator, level, index }}
          onChange={(next, field) => onChange(levels.with(index, next), field)}
          onRemove={() => onChange(levels.toSpliced(index, 1), '/levels')}
        />
      ))}
      {error !== undefined && <div className={formClasses.wrong}>{error}</div>}
      {levels.length < MOST_LEVELS && free !== undefined && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            const last = levels.at(-1) ?? { threshold: '', for: '5m' };
            const added = [...levels, { ...last, severity: free }];
            const rank = ({ severity }: LevelText) => ladder.indexOf(severity);
            onChange(
              added.sort((a, b) => rank(a) - rank(b)),
              '/levels',
            );
          }}
        >
          {t('systemRules.form.addLevel')}
        </Button>
      )}
    </div>
  );
}

function Row({
  form,
  operator,
  level,
  index,
  onChange,
  onRemove,
}: {
  readonly form: Form<OverrideForm>;
  readonly operator: string;
  readonly level: LevelText;
  readonly index: number;
  readonly onChange: (level: LevelText, field: string) => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation();
  const ladder = useLadder();
  const number = index + 1;
  const at = (key: string) => pointer('levels', index, key);
  const severities = ladder.includes(level.severity) ? ladder : [...ladder, level.severity];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row inside the fieldset of all levels
    <div className={classes.row} role="group" aria-label={t('systemRules.form.level', { number })}>
      <Select
        size="xs"
        label={t('systemRules.form.severity')}
        allowDeselect={false}
        data={[...severities]}
        value={level.severity}
        error={form.errorAt(at('severity'))}
        onChange={(severity) => onChange({ ...level, severity: severity ?? '' }, at('severity'))}
      />
      {(['threshold', 'for'] as const).map((name) => (
        <TextInput
          key={name}
          size="xs"
          label={t(`systemRules.form.${name}`)}
          inputMode={name === 'threshold' ? 'decimal' : 'text'}
          leftSection={name === 'threshold' ? operator : undefined}
          value={level[name]}
          error={form.errorAt(at(name))}
          onBlur={() => form.blur(at(name))}
          onChange={(event) => onChange({ ...level, [name]: event.currentTarget.value }, at(name))}
        />
      ))}
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('forms.remove', { what: t('systemRules.form.level', { number }) })}
        onClick={onRemove}
      >
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}
