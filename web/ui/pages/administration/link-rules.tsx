import { Alert, Button, Group, Modal, Stack, Switch, TagsInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EmbedRules, EmbedRulesInput } from '../../../contract/embed-links.ts';
import { embedRulesQuery } from '../../api/embed-link-queries.ts';
import { errorWords } from '../../api/error-words.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { Confirmation } from '../../forms/confirmation.tsx';
import { FaultText } from '../../frame/fault.tsx';
import { may } from '../../scope/permissions.ts';
import { instantText } from '../../time/instant-text.ts';
import { useZone } from '../../time/zone.ts';
import classes from './administration.module.css';

/** What links to the dashboards of a tenant may do: on or off, which sites, withdraw all. */
export function LinkRules({ owner }: { readonly owner: string }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const found = useQuery(embedRulesQuery(call, owner));
  return (
    <section className={classes.section} aria-labelledby="link-rules">
      <h2 id="link-rules" className={classes.heading}>
        {t('embed.rules.title')}
      </h2>
      <p className={classes.note}>{t('embed.rules.text')}</p>
      {found.error !== null && <FaultText error={found.error} retry={() => void found.refetch()} />}
      {found.data !== undefined && (
        <RulesForm key={found.data.changedAt} owner={owner} rules={found.data} />
      )}
    </section>
  );
}

function RulesForm({ owner, rules }: { readonly owner: string; readonly rules: EmbedRules }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scopes } = useSession();
  const client = useQueryClient();
  const [enabled, setEnabled] = useState(rules.enabled);
  const [origins, setOrigins] = useState<readonly string[]>(rules.origins);
  const [isAsking, setIsAsking] = useState(false);
  const mayWrite = may(scopes, owner, 'dashboards:write');
  const { mutateAsync, error, isPending } = useMutation({
    mutationFn: (body: EmbedRulesInput) => call('embedLinks.setRules', { params: { owner }, body }),
    onSuccess: (next) => client.setQueryData(embedRulesQuery(call, owner).queryKey, next),
  });
  const save = async (more: Pick<EmbedRulesInput, 'withdraw'>, message: string) => {
    await mutateAsync({ enabled, origins: [...origins], ...more });
    notifications.show({ message });
  };
  const isChanged =
    enabled !== rules.enabled || JSON.stringify(origins) !== JSON.stringify(rules.origins);
  return (
    <Stack gap="sm" maw={640}>
      <Switch
        label={t('embed.rules.enabled')}
        checked={enabled}
        disabled={!mayWrite}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
      <TagsInput
        label={t('embed.rules.sites')}
        description={t('embed.rules.sitesHint')}
        value={[...origins]}
        disabled={!mayWrite}
        onChange={setOrigins}
      />
      <Past rules={rules} />
      <Failure error={error} />
      {mayWrite && (
        <Group gap="xs">
          <Button
            disabled={!isChanged}
            loading={isPending}
            onClick={() => void save({}, t('embed.rules.saved')).catch(() => undefined)}
          >
            {t('embed.rules.save')}
          </Button>
          <Button color="danger" variant="light" onClick={() => setIsAsking(true)}>
            {t('embed.rules.withdraw')}
          </Button>
        </Group>
      )}
      {isAsking && (
        <Withdrawal
          run={() => save({ withdraw: true }, t('embed.rules.withdrawn'))}
          onClose={() => setIsAsking(false)}
        />
      )}
    </Stack>
  );
}

function Failure({ error }: { readonly error: Error | null }) {
  const { t } = useTranslation();
  if (error === null) return null;
  const words = errorWords(error, t);
  return (
    <Alert color="danger" title={words.title} role="alert">
      {words.detail}
    </Alert>
  );
}

interface WithdrawalProps {
  readonly run: () => Promise<void>;
  readonly onClose: () => void;
}

function Withdrawal({ run, onClose }: WithdrawalProps) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('embed.rules.withdraw')}>
      <Confirmation
        confirm={t('embed.rules.withdraw')}
        isDestructive
        isBlocked={false}
        run={async () => {
          await run();
          onClose();
        }}
        onCancel={onClose}
      >
        <p>{t('embed.rules.withdrawText')}</p>
      </Confirmation>
    </Modal>
  );
}

function Past({
  rules: { withdrawnBefore, changedAt, changedBy },
}: {
  readonly rules: EmbedRules;
}) {
  const { t } = useTranslation();
  const zone = useZone();
  const at = (text: string) => instantText(Date.parse(text), zone);
  return (
    <p className="dimmed">
      {withdrawnBefore !== null && t('embed.rules.withdrawnAt', { instant: at(withdrawnBefore) })}{' '}
      {changedAt !== null &&
        t('embed.rules.changed', { by: changedBy ?? '', instant: at(changedAt) })}
    </p>
  );
}
