import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { OutboundAddress } from '../../../contract/addresses.ts';
import { addressesKey } from '../../api/address-queries.ts';
import { errorWords } from '../../api/error-words.ts';
import { useServices } from '../../app/services.ts';
import { DeleteButton } from '../../forms/delete-button.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { Instant } from '../../time/instant.tsx';
import classes from './addresses.module.css';

interface Rights {
  readonly mayAsk: boolean;
  readonly mayDecide: boolean;
}

const COLUMNS = ['address', 'tenant', 'reason', 'state', 'asked'] as const;

export function AddressTable({
  addresses,
  ...rights
}: Rights & { readonly addresses: readonly OutboundAddress[] }) {
  const { t } = useTranslation();
  return (
    <table className={classes.table} aria-label={t('addresses.title')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`addresses.column.${column}`)}
            </th>
          ))}
          <th aria-hidden />
        </tr>
      </thead>
      <tbody>
        {addresses.map((address) => (
          <AddressRow key={address.id} address={address} {...rights} />
        ))}
      </tbody>
    </table>
  );
}

function AddressRow({
  address,
  mayAsk,
  mayDecide,
}: Rights & { readonly address: OutboundAddress }) {
  const { t } = useTranslation();
  const { host, port, owner, reason, state, decidedBy, decisionNote } = address;
  return (
    <tr>
      <td className="mono">
        {host}:{port}
      </td>
      <td>{owner}</td>
      <td className={classes.reason}>{reason}</td>
      <td className={classes[state]}>
        {t(`addresses.state.${state}`)}
        {decidedBy !== null && (
          <span className="dimmed"> {t('addresses.by', { name: decidedBy })}</span>
        )}
        {decisionNote !== '' && <div className="dimmed">{decisionNote}</div>}
      </td>
      <td className="dimmed">
        <Instant at={address.requestedAt} /> {t('addresses.by', { name: address.requestedBy })}
      </td>
      <td>
        <div className={classes.actions}>
          {mayDecide && <Decide address={address} />}
          {mayAsk && <Withdraw address={address} />}
        </div>
      </td>
    </tr>
  );
}

function Decide({ address: { id, state } }: { readonly address: OutboundAddress }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const refresh = useRefresh();
  const decide = async (decision: 'approved' | 'refused') => {
    try {
      await call('addresses.decide', { params: { id }, body: { state: decision, note: '' } });
    } catch (fault) {
      const { title, detail } = errorWords(fault, t);
      notifications.show({ color: 'danger', title, message: detail });
    }
    await refresh();
  };
  return (
    <>
      {state !== 'approved' && (
        <Button size="xs" onClick={() => void decide('approved')}>
          {t('addresses.approve')}
        </Button>
      )}
      {state !== 'refused' && (
        <Button size="xs" variant="default" onClick={() => void decide('refused')}>
          {t(state === 'approved' ? 'addresses.revoke' : 'addresses.refuse')}
        </Button>
      )}
    </>
  );
}

function Withdraw({ address }: { readonly address: OutboundAddress }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const refresh = useRefresh();
  const { id, owner, host, port } = address;
  return (
    <DeleteButton
      label={t('addresses.withdraw')}
      title={t('addresses.withdrawTitle', { address: `${host}:${port}` })}
      text={t('addresses.withdrawText')}
      confirm={t('addresses.withdraw')}
      onDelete={async () => {
        await call('addresses.withdraw', { params: { owner, id } });
        await refresh();
      }}
    />
  );
}

function useRefresh(): () => Promise<void> {
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: addressesKey(owner) });
}
