/** Id in the place of a channel's of those who subscribed at an owner, e.g. `followers:acme`. */
export function followersChannelId(owner: string): string {
  return `followers:${owner}`;
}

export function isFollowersChannel(owner: string, id: string): boolean {
  return id === followersChannelId(owner);
}
