-- Who did what on a commitment: a separation of duties looks at its transactions' actors.

CREATE INDEX transaction_commitment ON "transaction" (commitment);
COMMENT ON INDEX transaction_commitment IS
    'Whoever accepts, signs or pays is compared with the commitment''s earlier actors.';
