import type { AddressBook } from '../../../alerting/addresses/address-book.ts';
import { AddressService } from '../../../alerting/addresses/address-service.ts';
import type { ChannelBook } from '../../../alerting/channels/channel-book.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Floor } from './floor.ts';

/** Private addresses that tenants ask for. */
export function composeAddresses(
  { clock, newId }: Floor,
  {
    addressBook,
    channelBook,
  }: { readonly addressBook: AddressBook; readonly channelBook: ChannelBook },
  directory: () => Directory,
): AddressService {
  const tenantStands = (tenant: string) => channelBook.tenantStands(tenant);
  return new AddressService({ addresses: addressBook, directory, clock, newId, tenantStands });
}
