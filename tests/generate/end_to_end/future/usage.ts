// A program that was written yesterday, against a service that has learnt a value and a type since, and has closed two fields.
import * as api from "./generated/index.js";
import type {
  AppSyncError,
  OfPetFragment,
  PetQuery_pet,
  ResultOf,
} from "./generated/index.js";

declare const process: { env: { GIVEN: string } };

/** Holds where both types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2
    ? true
    : false;
function is<T extends true>(): T | undefined {
  return undefined;
}

const given = JSON.parse(process.env.GIVEN) as { url: string; apiKey: string };
const client = api.createClient({
  endpoint: given.url,
  auth: api.apiKey(given.apiKey),
});

/** All that a pet can be: each type that is known, and what is not known yet. */
function told(pet: PetQuery_pet): string {
  // @ts-expect-error: not every pet has lives.
  void pet.lives;
  switch (pet.__typename) {
    case "Cat":
      is<Same<typeof pet.cat_rank, api.Rank | api.FutureValue>>();
      // @ts-expect-error: a cat has no weight.
      void pet.weight;
      return `a cat of ${pet.lives} lives, ${height(pet.cat_rank)}`;
    case "Dog":
      return `a dog of ${pet.weight} kg, ${pet.dog_rank && height(pet.dog_rank)}`;
    default: {
      const other: api.FutureValue = pet.__typename;
      // @ts-expect-error: of what is not known nothing is.
      void pet.name;
      return `a ${other}`;
    }
  }
}

/** All that a rank can be. */
function height(rank: api.Rank | api.FutureValue): string {
  switch (rank) {
    case api.Rank.LOW:
      return "low";
    case "HIGH":
      return "high";
    // @ts-expect-error: no rank is called so.
    case "MIDDLE":
      return "";
    default:
      is<Same<typeof rank, api.FutureValue>>();
      return `${rank} is new`;
  }
}

function ofFragment(pet: OfPetFragment): string {
  switch (pet.__typename) {
    case "Cat":
      return `${pet.name}: ${pet.lives}`;
    case "Dog":
      return `${pet.name}: ${pet.heft}, ${pet.rank}`;
    default:
      return `${pet.__typename}`;
  }
}

/** What an operation is rejected with. */
async function failure(promise: Promise<unknown>): Promise<AppSyncError> {
  const error: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error instanceof api.AppSyncError) return error;
  throw error;
}

const seen: Record<string, unknown> = {};
const { pet } = await client.execute(api.pet);
seen["unknown member"] = pet && told(pet);
const { pets } = await client.execute(api.pets);
seen["members and null"] = pets.map((each) => each && told(each));
const { named } = await client.execute(api.named);
seen["interface"] = named.map((each) => {
  // What the interface has is known of every type.
  const name: string = each.name;
  if (each.__typename === "Cat") return `${name} ${each.lives}`;
  if (each.__typename === "Dog") return `${name} ${each.weight} ${each.tags}`;
  is<Same<typeof each.__typename, api.FutureValue>>();
  return `${name} the ${each.__typename}`;
});
const { rank } = await client.execute(api.rank);
seen["unknown value"] = height(rank);
const { ranks } = await client.execute(api.ranks);
seen["values and null"] = ranks?.map((each) => each && height(each));
seen["null"] = await client.execute(api.nobody);

const partial = await failure(client.execute(api.owner, { id: "o1" }));
const data = partial.data as ResultOf<typeof api.owner>;
const score: number | undefined = data.owner?.score;
const meta = data.owner?.meta;
seen["partial"] = {
  message: partial.message,
  data,
  score,
  pets: data.owner?.pets?.map(told),
  meta: meta && api.parseJson(meta),
  isRefusal: partial.isRefusal,
};
const raw = await client.executeRaw(api.owner, { id: "o2" });
seen["raw"] = [raw.data, raw.errors.map(({ path }) => path), raw.status];
const nothing = await failure(client.execute(api.locked));
seen["no data"] = [nothing.message, nothing.data];

const variables = { id: "o1", withPets: true };
const { owner } = await client.execute(api.visit, variables);
if (owner) {
  is<Same<typeof owner.pets, OfPetFragment[] | null | undefined>>();
  is<Same<typeof owner.score, number | undefined>>();
  is<Same<typeof owner.label, string | null | undefined>>();
}
seen["included"] = owner;
seen["fragments"] = owner?.pets?.map(ofFragment);
seen["skipped"] = await client.execute(api.visit, {
  id: "o1",
  withPets: false,
  brief: true,
});
// @ts-expect-error: it has no default.
void (() => client.execute(api.visit, { id: "o1" }));

let trigger: Promise<unknown> = Promise.resolve();
const events = client.subscribe(
  api.petsAsTheyCome,
  {},
  {
    onState: ({ state }) => {
      if (state === "started")
        trigger = client.execute(api.letPetIn, { rank: api.Rank.LOW });
    },
  },
);
for await (const { onSetPet } of events) {
  seen["event"] = onSetPet && ofFragment(onSetPet);
  break;
}
await trigger;
console.log(JSON.stringify(seen));
