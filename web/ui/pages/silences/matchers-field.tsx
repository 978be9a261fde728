import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SilenceMatcher } from '../../../contract/silences.ts';
import formClasses from '../../forms/form-frame.module.css';
import { pointer } from '../../forms/pointer.ts';
import { NO_MATCHER } from './silence-form.ts';
import classes from './silences.module.css';

const OPERATORS = ['=', '!=', '=~', '!~'] as const;

interface Props {
  readonly matchers: readonly SilenceMatcher[];
  readonly errorAt: (field: string) => string | undefined;
  readonly onBlur: (field: string) => void;
  readonly onChange: (matchers: readonly SilenceMatcher[], field: string) => void;
}

/** Which alerts: labels, operators and values, a line each. */
export function MatchersField(props: Props) {
  const { matchers, errorAt, onChange } = props;
  const { t } = useTranslation();
  const wrong = errorAt('/matchers');
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{t('silences.editor.matchers')}</legend>
      <div className={formClasses.help}>{t('silences.editor.matchersHelp')}</div>
      <div className={formClasses.pairs}>
        {matchers.map((matcher, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          <MatcherLine key={index} matcher={matcher} index={index} {...props} />
        ))}
        {wrong !== undefined && (
          <div className={formClasses.wrong} role="alert" data-invalid="true">
            {wrong}
          </div>
        )}
        <div>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={14} />}
            onClick={() => onChange([...matchers, NO_MATCHER], '/matchers')}
          >
            {t('silences.editor.addMatcher')}
          </Button>
        </div>
      </div>
    </fieldset>
  );
}

function MatcherLine({
  matcher,
  index,
  matchers,
  errorAt,
  onBlur,
  onChange,
}: Props & { readonly matcher: SilenceMatcher; readonly index: number }) {
  const { t } = useTranslation();
  const at = (key: string) => pointer('matchers', index, key);
  const set = (change: Partial<SilenceMatcher>, key: string) =>
    onChange(matchers.with(index, { ...matcher, ...change }), at(key));
  const line = t('silences.editor.matcher', { number: index + 1 });
  return (
    <div className={classes.matcher}>
      <TextInput
        size="xs"
        aria-label={`${line}: ${t('forms.keyName')}`}
        placeholder={t('forms.keyName')}
        value={matcher.name}
        error={errorAt(at('name'))}
        onBlur={() => onBlur(at('name'))}
        onChange={(event) => set({ name: event.currentTarget.value }, 'name')}
      />
      <Select
        size="xs"
        aria-label={`${line}: ${t('silences.editor.operator')}`}
        allowDeselect={false}
        data={[...OPERATORS]}
        value={matcher.operator}
        onChange={(chosen) =>
          set({ operator: OPERATORS.find((one) => one === chosen) ?? '=' }, 'value')
        }
      />
      <TextInput
        size="xs"
        aria-label={`${line}: ${t('forms.keyValue')}`}
        placeholder={t('forms.keyValue')}
        value={matcher.value}
        error={errorAt(at('value'))}
        onChange={(event) => set({ value: event.currentTarget.value }, 'value')}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={t('forms.remove', { what: matcher.name || line })}
        onClick={() => onChange(matchers.toSpliced(index, 1), '/matchers')}
      >
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}
