export const roleNames = ['pump', 'reader', 'writer', 'curated', 'business', 'all'] as const;
export type RoleName = (typeof roleNames)[number];
