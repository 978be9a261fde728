import { SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LogSpec } from '../../../contract/log-flows.ts';
import type { LogSpecKind } from '../../api/queries.ts';
import { useSession } from '../../app/session.ts';
import { LockedFields } from '../../forms/locked-fields.tsx';
import type { Form } from '../../forms/use-form.ts';
import { usePlace } from '../../scope/use-place.ts';
import type { LogSpecForm } from './log-spec-form.ts';

/** Where it belongs, what it is called, and how it is written. */
export function HeadFields({
  form,
  kind,
  stored,
  isReadOnly,
  onMode,
}: {
  readonly form: Form<LogSpecForm>;
  readonly kind: LogSpecKind;
  readonly stored: LogSpec | undefined;
  readonly isReadOnly: boolean;
  readonly onMode: (mode: LogSpecForm['mode']) => void;
}) {
  const { t } = useTranslation();
  const places = usePlaces();
  const { value, change, blur, errorAt } = form;
  return (
    <>
      <LockedFields isLocked={isReadOnly}>
        <Select
          label={t('logFlows.editor.scope')}
          searchable
          allowDeselect={false}
          data={[...new Set([...places, ...(value.scope === '' ? [] : [value.scope])])]}
          value={value.scope === '' ? null : value.scope}
          error={errorAt('/scope')}
          disabled={stored !== undefined}
          {...(stored === undefined ? {} : { description: t('logFlows.editor.scopeFixed') })}
          onChange={(scope) => change({ ...value, scope: scope ?? '' }, '/scope')}
        />
        {value.mode === 'form' && (
          <TextInput
            label={t('logFlows.editor.name')}
            description={t('logFlows.editor.nameHelp')}
            value={value.name}
            error={errorAt('/name')}
            onBlur={() => blur('/name')}
            onChange={(event) => change({ ...value, name: event.currentTarget.value }, '/name')}
          />
        )}
        <Switch
          label={t('logFlows.editor.enabled')}
          checked={value.enabled}
          onChange={(event) =>
            change({ ...value, enabled: event.currentTarget.checked }, '/enabled')
          }
        />
      </LockedFields>
      {kind !== 'tailers' && <ModeField mode={value.mode} onMode={onMode} />}
    </>
  );
}

/** What it may belong to: environments of the tenant, or clusters of the platform. */
function usePlaces(): readonly string[] {
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  return scopes.flatMap(({ path, level, clusters }) => {
    if (owner === '_platform') {
      return level === 'platform' ? clusters.map((cluster) => `${path}@${cluster}`) : [];
    }
    return level === 'environment' && path.startsWith(`${owner}.`) ? [path] : [];
  });
}

function ModeField({
  mode,
  onMode,
}: {
  readonly mode: LogSpecForm['mode'];
  readonly onMode: (mode: LogSpecForm['mode']) => void;
}) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      aria-label={t('logFlows.editor.mode')}
      w="fit-content"
      value={mode}
      data={[
        { value: 'form', label: t('logFlows.editor.form') },
        { value: 'yaml', label: t('logFlows.editor.yaml') },
      ]}
      onChange={(chosen) => onMode(chosen === 'yaml' ? 'yaml' : 'form')}
    />
  );
}
