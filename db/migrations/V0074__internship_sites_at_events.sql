-- The internship site of the region that receives at an event.
ALTER TABLE events.event_site ADD COLUMN internship_site_id uuid;
ALTER TABLE events.event_site ADD CONSTRAINT event_site_internship_site_id_fkey
    FOREIGN KEY (internship_site_id, region_code) REFERENCES events.internship_site NOT VALID;
ALTER TABLE events.event_site VALIDATE CONSTRAINT event_site_internship_site_id_fkey;

CREATE INDEX event_site_internship_site_id_idx ON events.event_site (internship_site_id, region_code)
    WHERE internship_site_id IS NOT NULL;
