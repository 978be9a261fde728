import type { Member, MemberPerson, Members } from '../../../platform/tenancy/members.ts';
import { printNode } from '../../../platform/tenancy/node.ts';
import type * as contract from '../../contract/members.ts';
import type { Handlers } from '../register-api.ts';
import { pageRequest, presentPage } from './present.ts';

type MemberHandlers = Pick<Handlers, Extract<keyof Handlers, `members.${string}`>>;

/** Who holds roles, over HTTP. */
export function memberHandlers(members: Members): MemberHandlers {
  return {
    'members.list': async ({ params, query }, context) => {
      const { principal } = context.caller();
      const page = await members.list(params.owner, principal, pageRequest(query));
      return presentPage(page, presentMember);
    },
    'members.find': async ({ params, query }, context) => {
      const found = await members.find(params.owner, context.caller().principal, query.q);
      return { items: found.map(presentPerson) };
    },
  };
}

function presentMember({ binding, person }: Member): contract.Member {
  const { id, role, node, declared } = binding;
  const { disabled } = person;
  return { id, ...presentPerson(person), disabled, role, node: printNode(node), declared };
}

function presentPerson({ id: user, name, displayName }: MemberPerson): contract.FoundPerson {
  return { user, name, displayName };
}
