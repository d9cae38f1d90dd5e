/*
 * Reaches sae_take_commit() and sae_take_confirm() in every state, through the parsers of dot11/sae_frame, with all their
 * outcomes. Machines are made once, with numbers that cost nothing; the expensive part follows only for a point that lies on the
 * curve, which hardly any input hits on.
 *
 * Input: a byte that chooses machine and state, then frames: a byte of transaction (bit 0), two of status, one of size, the body.
 */
#include "rsn/sae.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define N_MACHINES 2

static struct sae *machines[N_MACHINES];

static void check(int r)
{
	if (r != 0)
		abort();
}

static void make_machines(void)
{
	for (size_t i = 0; i < N_MACHINES; i++) {
		const struct sae_config config = {
			.own = { { 2, 0, 0, 0, 0, 1 } },
			.peer = { { 2, 0, 0, 0, 0, 2 } },
			.ssid = { 6, "byteme" },
			.password = "mekmitasdigoat",
			.password_size = 14,
			.method = i == 0 ? SAE_HUNTING_AND_PECKING : SAE_HASH_TO_ELEMENT,
			.n_groups = 3,
			.groups = { 19, 20, 21 },
		};

		check(sae_new(&machines[i], &config));
	}
}

/* A half that looks like one: the generator for the password element, and for random numbers 0303... */
static void fake_own(struct sae *sae)
{
	static const uint8_t three[ECC_MAX_SIZE] = { [1] = 3 };

	sae->present = 0;
	check(prepare_group(sae));
	check(ecc_scalar_from_bytes(&sae->rand, group_in_use(sae), three));
	check(ecc_point_multiply(&sae->pwe, group_in_use(sae), sae->rand, NULL));
	memset(sae->own.scalar, 3, sizeof(sae->own.scalar));
	memset(sae->own.element, 5, sizeof(sae->own.element));
	sae->has_own = true;
}

static void reset(struct sae *sae, enum sae_state state)
{
	static const uint8_t kck[32] = { 7 };

	if (!sae->has_own || sae->present != 0) {
		forget_own(sae);
		fake_own(sae);
	}
	sae->own.n_rejected = 0;
	sae->token_size = 0;
	sae->send_confirm = 0;
	check(secret_set(&sae->kck, kck, sizeof(kck)));
	sae->state = state;
}

static int give_commit(struct sae *sae, uint16_t status, const uint8_t *body, size_t size)
{
	struct dot11_sae_commit commit;
	int r = dot11_sae_commit_parse(status, body, size, &commit);

	return r == 0 || r == -EOPNOTSUPP ? sae_take_commit(sae, &commit) : SAE_E_INVALID;
}

static int give_confirm(struct sae *sae, uint16_t status, const uint8_t *body, size_t size)
{
	struct dot11_sae_confirm confirm;

	return dot11_sae_confirm_parse(body, size, &confirm) == 0 ? sae_take_confirm(sae, status, &confirm) : SAE_E_MISMATCH;
}

/* What must hold whatever came: nobody gets a key without a right confirm, and only a success moves the machine. */
static void check_state(const struct sae *sae, enum sae_state before, int r)
{
	if (r < 0 || r > SAE_E_STATE)
		abort();
	if ((r == 0) != (sae->state != before) || (sae->state == SAE_STATE_ACCEPTED && before != SAE_STATE_ACCEPTED))
		abort();
	if ((sae_pmk(sae) != NULL) != (sae->state == SAE_STATE_ACCEPTED) || sae->own.n_rejected > MAX_GROUPS)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader reader = reader_over(data, size);
	uint8_t first = reader_u8(&reader);
	struct sae *sae;

	if (!machines[0])
		make_machines();
	sae = machines[first % N_MACHINES];
	reset(sae, (first >> 1) % N_STATES);
	for (int n = 0; n < 4 && reader.left > 0; n++) {
		bool is_confirm = reader_u8(&reader) & 1;
		uint16_t status = reader_le16(&reader);
		struct reader body = reader_sub(&reader, reader_u8(&reader));
		enum sae_state before = sae->state;

		if (body.failed)
			return 0;
		check_state(sae, before, (is_confirm ? give_confirm : give_commit)(sae, status, body.at, body.left));
		/* the refusal of a group asks for a new half, which is dear */
		if (!sae->has_own)
			return 0;
	}
	return 0;
}
