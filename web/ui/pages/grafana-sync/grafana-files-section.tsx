import { Button, Group, Switch } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { FaultText } from '../../frame/fault.tsx';
import { CopyTextButton } from '../../lists/copy-text-button.tsx';
import { may } from '../../scope/permissions.ts';
import classes from '../administration/administration.module.css';

type What = 'grafanaSync.files' | 'grafanaSync.objects';

/** The same as files, for a Grafana that is provisioned by others. */
export function GrafanaFilesSection({ tenant }: { readonly tenant: string }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scopes } = useSession();
  const [isGiven, setIsGiven] = useState(false);
  const made = useMutation({
    mutationFn: (what: What) => {
      const query = { tokens: isGiven ? ('given' as const) : ('reference' as const) };
      return call(what, { params: { tenant }, query });
    },
  });
  if (!may(scopes, tenant, 'tokens:write')) return null;
  return (
    <section className={classes.section} aria-labelledby="grafana-files">
      <h2 id="grafana-files" className={classes.heading}>
        {t('grafanaSync.files')}
      </h2>
      <p className={classes.note}>{t('grafanaSync.filesText')}</p>
      <Group gap="sm">
        <Button size="xs" variant="default" onClick={() => made.mutate('grafanaSync.files')}>
          {t('grafanaSync.makeFiles')}
        </Button>
        <Button size="xs" variant="default" onClick={() => made.mutate('grafanaSync.objects')}>
          {t('grafanaSync.makeObjects')}
        </Button>
        <Switch
          size="xs"
          label={t('grafanaSync.withTokens')}
          checked={isGiven}
          onChange={(event) => {
            made.reset();
            setIsGiven(event.currentTarget.checked);
          }}
        />
      </Group>
      {made.error !== null && <FaultText error={made.error} retry={() => made.reset()} />}
      {made.data !== undefined && (
        <ul>
          {made.data.files.map(({ path, text }) => (
            <li key={path}>
              <code className="mono">{path}</code>{' '}
              <CopyTextButton text={() => text} icon={<IconCopy size={14} />}>
                {t('grafanaSync.copy')}
              </CopyTextButton>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
