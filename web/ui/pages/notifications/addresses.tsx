import { Alert, Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonalSettings } from '../../../contract/personal.ts';
import { errorWords } from '../../api/error-words.ts';
import { PERSONAL_KEY } from '../../api/personal-queries.ts';
import { useServices } from '../../app/services.ts';
import classes from './notifications.module.css';

/** Where mails go: addresses that were confirmed, otherwise that of the account. */
export function Addresses({
  settings,
  account,
}: {
  readonly settings: PersonalSettings;
  readonly account: string | null;
}) {
  const { t } = useTranslation();
  const { addresses, canConfirm } = settings;
  const isConfirmed = addresses.some(({ confirmed }) => confirmed);
  return (
    <section aria-labelledby="own-addresses">
      <h2 id="own-addresses" className={classes.heading}>
        {t('personal.addresses')}
      </h2>
      <p className={classes.help}>
        {isConfirmed
          ? t('personal.addressesUsed')
          : account === null
            ? t('personal.addressesNone')
            : t('personal.addressesAccount', { address: account })}
      </p>
      {!canConfirm && <Alert color="gray">{t('personal.noRelay')}</Alert>}
      {addresses.map((one) => (
        <OneAddress key={one.address} {...one} />
      ))}
      {canConfirm && addresses.length < 5 && <AddAddress />}
    </section>
  );
}

/** One thing done with an address; what the service says against it stands at the field. */
function useAct() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const act = useMutation({
    mutationFn: (run: () => Promise<PersonalSettings>) => run(),
    onSuccess: (settings) => queryClient.setQueryData(PERSONAL_KEY, settings),
    // A code that could not be mailed leaves its address behind, to be tried again.
    onError: () => void queryClient.invalidateQueries({ queryKey: PERSONAL_KEY }),
  });
  const words = act.error === null ? undefined : errorWords(act.error, t);
  const error = words === undefined ? undefined : words.detail || words.title;
  return { run: act.mutate, isBusy: act.isPending, error };
}

function OneAddress({ address, confirmed }: PersonalSettings['addresses'][number]) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { run, isBusy, error } = useAct();
  const [code, setCode] = useState('');
  const remove = () => run(() => call('personal.removeAddress', { body: { address } }));
  return (
    <form
      className={`${classes.row} ${classes.line}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim() === '') return;
        run(() => call('personal.confirmAddress', { body: { address, code: code.trim() } }));
      }}
    >
      <span className={classes.grow}>
        {address}{' '}
        <span className="dimmed small">
          {confirmed ? t('personal.confirmed') : t('personal.unconfirmed')}
        </span>
      </span>
      {!confirmed && (
        <>
          <TextInput
            size="xs"
            aria-label={t('personal.codeOf', { address })}
            placeholder={t('personal.code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            error={error}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Button type="submit" size="xs" loading={isBusy}>
            {t('personal.confirm')}
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => run(() => call('personal.addAddress', { body: { address } }))}
          >
            {t('personal.again')}
          </Button>
        </>
      )}
      <Button
        size="xs"
        variant="subtle"
        color="gray"
        aria-label={t('forms.remove', { what: address })}
        onClick={remove}
      >
        {t('personal.remove')}
      </Button>
    </form>
  );
}

function AddAddress() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { run, isBusy, error } = useAct();
  const [address, setAddress] = useState('');
  return (
    <form
      className={classes.row}
      onSubmit={(event) => {
        event.preventDefault();
        if (address.trim() === '') return;
        run(async () => {
          const settings = await call('personal.addAddress', { body: { address: address.trim() } });
          setAddress('');
          return settings;
        });
      }}
    >
      <TextInput
        className={classes.grow ?? ''}
        size="xs"
        type="email"
        label={t('personal.newAddress')}
        description={t('personal.newAddressHelp')}
        inputWrapperOrder={['label', 'description', 'input', 'error']}
        value={address}
        error={error}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" loading={isBusy}>
        {t('personal.sendCode')}
      </Button>
    </form>
  );
}
