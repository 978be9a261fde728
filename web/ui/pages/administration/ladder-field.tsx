import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import formClasses from '../../forms/form-frame.module.css';
import { pointer } from '../../forms/pointer.ts';
import type { Form } from '../../forms/use-form.ts';
import { LadderContext } from '../../severity/ladder.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import classes from './administration.module.css';
import { mayAddSeverity, movedSeverity, type TenantForm } from './tenant-form.ts';

/** The severities of a tenant in order, each as it will be shown. */
export function LadderField({ form }: { readonly form: Form<TenantForm> }) {
  const { t } = useTranslation();
  const { value, change } = form;
  const { severities } = value;
  const set = (next: readonly string[], at: string) =>
    change({ ...value, severities: [...next] }, at);
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{t('tenant.ladder.legend')}</legend>
      <div className={formClasses.help}>{t('tenant.ladder.help')}</div>
      <LadderContext value={severities}>
        <ol className={classes.rungs}>
          {severities.map((severity, index) => (
            <Rung
              // biome-ignore lint/suspicious/noArrayIndexKey: a rung has no identity but its place
              key={index}
              form={form}
              index={index}
              severity={severity}
              set={set}
            />
          ))}
        </ol>
      </LadderContext>
      {mayAddSeverity(value) && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => set([...severities, ''], '/severities')}
        >
          {t('tenant.ladder.add')}
        </Button>
      )}
    </fieldset>
  );
}

function Rung({
  form,
  index,
  severity,
  set,
}: {
  readonly form: Form<TenantForm>;
  readonly index: number;
  readonly severity: string;
  readonly set: (severities: readonly string[], at: string) => void;
}) {
  const { t } = useTranslation();
  const { severities } = form.value;
  const at = pointer('severities', index);
  const number = index + 1;
  return (
    <li className={classes.rung}>
      <TextInput
        className={classes.grow ?? ''}
        size="xs"
        aria-label={t('tenant.ladder.rung', { number })}
        value={severity}
        error={form.errorAt(at)}
        onBlur={() => form.blur(at)}
        onChange={(event) => set(severities.with(index, event.currentTarget.value), at)}
      />
      <span className={classes.badge}>
        <SeverityBadge severity={severity} />
      </span>
      {([-1, 1] as const).map((by) => (
        <ActionIcon
          key={by}
          variant="subtle"
          color="gray"
          disabled={severities[index + by] === undefined}
          aria-label={t(by === -1 ? 'tenant.ladder.up' : 'tenant.ladder.down', { number })}
          onClick={() => set(movedSeverity(severities, index, by), '/severities')}
        >
          {by === -1 ? <IconArrowUp size={15} /> : <IconArrowDown size={15} />}
        </ActionIcon>
      ))}
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={severities.length === 1}
        aria-label={t('forms.remove', { what: severity })}
        onClick={() => set(severities.toSpliced(index, 1), '/severities')}
      >
        <IconX size={15} />
      </ActionIcon>
    </li>
  );
}
