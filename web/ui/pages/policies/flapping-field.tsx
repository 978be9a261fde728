import { Group, NumberInput, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FlapDamping } from '../../../contract/policies.ts';
import formClasses from '../../forms/form-frame.module.css';

const BEGIN: FlapDamping = { changes: 6, within: '30m', quiet: '15m' };

interface Props {
  readonly value: FlapDamping | null;
  readonly errorAt: (field: string) => string | undefined;
  readonly onChange: (value: FlapDamping | null, field: string) => void;
}

/** Whether, and from when on, alerts that come and go are kept back. */
export function FlappingField({ value, errorAt, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{t('policies.flapping.legend')}</legend>
      <div className={formClasses.help}>{t('policies.flapping.help')}</div>
      <Switch
        size="sm"
        label={t('policies.flapping.damp')}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? BEGIN : null, '/flapping')}
      />
      {value !== null && (
        <Group gap={8} align="start" mt={8}>
          <NumberInput
            size="xs"
            w={150}
            label={t('policies.flapping.changes')}
            min={2}
            max={20}
            allowDecimal={false}
            value={value.changes}
            error={errorAt('/flapping/changes')}
            onChange={(changes) =>
              onChange({ ...value, changes: Number(changes) || 0 }, '/flapping/changes')
            }
          />
          {(['within', 'quiet'] as const).map((field) => (
            <TextInput
              key={field}
              size="xs"
              w={150}
              label={t(`policies.flapping.${field}`)}
              value={value[field]}
              error={errorAt(`/flapping/${field}`)}
              onChange={(event) =>
                onChange({ ...value, [field]: event.currentTarget.value }, `/flapping/${field}`)
              }
            />
          ))}
        </Group>
      )}
    </fieldset>
  );
}
