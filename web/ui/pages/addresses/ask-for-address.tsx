import { Alert, Button, NumberInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addressesKey } from '../../api/address-queries.ts';
import { ApiError } from '../../api/api-error.ts';
import { errorWords } from '../../api/error-words.ts';
import { useServices } from '../../app/services.ts';
import { findingsOf } from '../../forms/pointer.ts';
import classes from './addresses.module.css';

const BLANK = { host: '', port: '443', reason: '' };

/** What is typed, and how it is sent. */
function useAsking(owner: string) {
  const { t } = useTranslation();
  const { call } = useServices();
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState(BLANK);
  const [fault, setFault] = useState<unknown>();
  const [isBusy, setIsBusy] = useState(false);
  const submit = async () => {
    setIsBusy(true);
    setFault(undefined);
    const { host, port, reason } = asked;
    const body = { host: host.trim(), port: Number(port), reason: reason.trim() };
    try {
      const made = await call('addresses.request', { params: { owner }, body });
      setAsked(BLANK);
      const address = `${made.host}:${made.port}`;
      notifications.show({ message: t('addresses.asked', { address }) });
      await queryClient.invalidateQueries({ queryKey: addressesKey(owner) });
    } catch (error) {
      setFault(error);
    }
    setIsBusy(false);
  };
  return { asked, setAsked, fault, isBusy, submit };
}

/** Asks that channels may reach a host and port. */
export function AskForAddress({ owner }: { readonly owner: string }) {
  const { t } = useTranslation();
  const { asked, setAsked, fault, isBusy, submit } = useAsking(owner);
  const findings =
    fault instanceof ApiError ? findingsOf(fault.details) : new Map<string, string>();
  const isWhole = asked.host.trim() !== '' && asked.reason.trim().length >= 3;
  const words = fault === undefined || findings.size > 0 ? undefined : errorWords(fault, t);
  return (
    <form
      className={classes.ask}
      aria-label={t('addresses.ask')}
      noValidate
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextInput
        label={t('addresses.host')}
        placeholder={t('addresses.hostHelp')}
        w={320}
        value={asked.host}
        error={findings.get('/host')}
        onChange={(event) => setAsked({ ...asked, host: event.currentTarget.value })}
      />
      <NumberInput
        label={t('addresses.port')}
        w={100}
        min={1}
        max={65_535}
        allowDecimal={false}
        value={asked.port}
        error={findings.get('/port')}
        onChange={(port) => setAsked({ ...asked, port: String(port) })}
      />
      <TextInput
        label={t('addresses.reason')}
        className={classes.why ?? ''}
        maxLength={500}
        value={asked.reason}
        error={findings.get('/reason')}
        onChange={(event) => setAsked({ ...asked, reason: event.currentTarget.value })}
      />
      <Button type="submit" disabled={!isWhole} loading={isBusy}>
        {t('addresses.ask')}
      </Button>
      {words !== undefined && (
        <Alert color="danger" title={words.title} role="alert">
          {words.detail}
        </Alert>
      )}
    </form>
  );
}
