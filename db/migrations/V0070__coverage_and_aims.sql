-- What a project has reached as its operator counts it, and what the schools of a partnership agree to do.
ALTER TABLE projects.federal_project ADD COLUMN coverage jsonb NOT NULL DEFAULT '[]';
ALTER TABLE school_development.partnership ADD COLUMN aims text[] NOT NULL DEFAULT '{}';
