package detect

import "testing"

// Whom a row is about, and what is of others whom it names, by the names of its columns.
func TestWhomARowIsAbout(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct{ table, want string }{
		// Whoever looks after a customer has no part of the row, nor has who sells to them.
		{"owner_name|owner_email|customer_name|customer_email|customer_birth_date|customer_phone\nGreta Oberndorf|greta@own.example|Ermintrude Blakely|ermintrude@gmx.de|1980-05-17|+49 30 1234871",
			"Greta Oberndorf, greta@own.example / Ermintrude Blakely, ermintrude@gmx.de, 1980-05-17, +49 30 1234871"},
		{"agent_name|agent_email|customer_name|customer_email|iban\nGreta Oberndorf|greta@own.example|Ermintrude Blakely|ermintrude@gmx.de|DE02120300000000202051",
			"Greta Oberndorf, greta@own.example / Ermintrude Blakely, ermintrude@gmx.de, DE02120300000000202051"},
		{"agent_name|agent_email|customer_email|iban\nGreta Oberndorf|greta@own.example|ermintrude@gmx.de|DE02120300000000202051",
			"Greta Oberndorf, greta@own.example / ermintrude@gmx.de, DE02120300000000202051"},
		{"email|iban|account_manager|account_manager_email\nermintrude@gmx.de|DE02120300000000202051|Greta Oberndorf|greta@own.example",
			"ermintrude@gmx.de, DE02120300000000202051 / Greta Oberndorf, greta@own.example"},
		{"owner_name|owner_email|iban\nGreta Oberndorf|greta@own.example|DE02120300000000202051", "Greta Oberndorf, greta@own.example, DE02120300000000202051"},
		{"employee|email|current_client|iban\nGreta Oberndorf|greta@own.example|Contoso Ltd|DE02120300000000202051", "Greta Oberndorf, greta@own.example, DE02120300000000202051 / Contoso Ltd"},
		{"landlord_name|landlord_iban|tenant_name|tenant_email|tenant_birth_date\nGreta Oberndorf|DE02120300000000202051|Winifred Stannard|winifred@gmx.de|1990-02-03",
			"Greta Oberndorf, DE02120300000000202051 / Winifred Stannard, winifred@gmx.de, 1990-02-03"},

		// A firm that buys keeps its contact.
		{"customer|contact|contact_email|iban\nContoso Ltd|Jane Roe|jane@contosoxq.co.uk|DE02120300000000202051", "Contoso Ltd, Jane Roe, jane@contosoxq.co.uk, DE02120300000000202051"},
		{"customer_name|name|email\nContoso Ltd|Jane Roe|jane@contosoxq.co.uk", "Contoso Ltd, Jane Roe, jane@contosoxq.co.uk"},
		{"name|email|ship_to\nJane Roe|jane@gmx.de|Thomas Lovejoy", "Jane Roe, jane@gmx.de / Thomas Lovejoy"},
		{"name|email|ship_to\nJane Roe|jane@gmx.de|Contoso Ltd", "Jane Roe, jane@gmx.de, Contoso Ltd"},

		// A number says of whom a row is that names somebody else alone.
		{"Emp ID|Contact|Phone\n101|Jane Roe|+49 30 1234871", "employee 101 / Jane Roe, +49 30 1234871"},
		{"employee_id|iban|emergency_contact|emergency_phone\n101|DE02120300000000202051|Jane Roe|+49 30 1234871", "employee 101, DE02120300000000202051 / Jane Roe, +49 30 1234871"},
		{"customer_number|contact|phone\n4711|Jane Roe|+49 30 1234871", "customer 4711, Jane Roe, +49 30 1234871"},

		// Children and patients, and who cares for them.
		{"nome_paciente|data_nascimento|responsavel|data_nascimento_responsavel|email_responsavel|telefone\nJane Roe|2016-03-12|Joan Roe|1980-01-02|joan@gmx.de|+49 30 1234871",
			"Jane Roe, 2016-03-12, +49 30 1234871 / Joan Roe, 1980-01-02, joan@gmx.de"},
		{"Apellidos|Nombre|Fecha nac.|Tutor legal|Correo tutor\nRoe|Jane|2012-09-14|Joan Roe|joan@gmx.de", "Jane Roe, 2012-09-14 / Joan Roe, joan@gmx.de"},
		{"Schüler|Geburtsdatum|Erziehungsberechtigte|E-Mail Mutter\nJane Roe|2016-05-12|Joan Roe|joan@gmx.de", "Jane Roe, 2016-05-12 / Joan Roe / joan@gmx.de"},
		{"parent1|parent2|child|child_dob\nJoan Roe|John Roe|Jane Roe|2014-03-04", "Joan Roe / John Roe / Jane Roe, 2014-03-04"},
		{"Ad|Soyad|Doğum Tarihi|Yakını Adı Soyadı|Yakını Telefon\nJane|Roe|1985-06-05|Joan Roe|+49 30 1234871", "Jane Roe, 1985-06-05 / Joan Roe, +49 30 1234871"},

		// Further roles in which rows name somebody.
		{"holder|joint_holder|email\nJane Roe|John Roe|jane@gmx.de", "Jane Roe, jane@gmx.de / John Roe"},
		{"sender|sender_email|recipient|recipient_email|recipient_phone\nJane Roe|jane@gmx.de|John Roe|john@gmx.de|+49 30 1234871", "Jane Roe, jane@gmx.de / John Roe, john@gmx.de, +49 30 1234871"},
		{"sender|recipient|sender_phone\njane@gmx.de|john@gmx.de|+49 30 1234871", "jane@gmx.de, john@gmx.de, +49 30 1234871"},
		{"Account Owner|Account Owner Email|Primary Contact|Primary Contact Email|Account Name\nGreta Oberndorf|greta@own.example|Jane Roe|jane@contosoxq.co.uk|Contoso Ltd",
			"Greta Oberndorf, greta@own.example / Jane Roe, jane@contosoxq.co.uk, Contoso Ltd, Contoso Ltd"},
		{"Client|Client Email|Opposing Party|Opposing Counsel|Opposing Counsel Email\nJane Roe|jane@gmx.de|John Roe|Joan Doe|joan@lawxq.co.uk", "Jane Roe, jane@gmx.de / John Roe / Joan Doe, joan@lawxq.co.uk"},
		{"Email|Name|Card Name|Card Address Line1|Card Address City\njane@gmx.de|Jane Roe|John Roe|8 Larkspur Way|Oakland", "jane@gmx.de, Jane Roe / John Roe, 8 Larkspur Way Oakland"},
		{"Nome|Data de Nascimento|Dependente|Data nasc. dependente\nJane Roe|1980-02-01|Ivo Roe|2015-05-05", "Jane Roe, 1980-02-01 / Ivo Roe, 2015-05-05"},
		{"氏名|生年月日|緊急連絡先氏名|緊急連絡先電話\n御子柴 光太郎|1980-02-03|御子柴 早苗|+81 3 5550 0142", "御子柴 光太郎, 1980-02-03 / 御子柴 早苗, +81 3 5550 0142"},
		{"Buchungstag|Beguenstigter/Zahlungspflichtiger|IBAN\n01.03.24|Jane Roe|DE02120300000000202051", "Jane Roe, DE02120300000000202051"},
	} {
		if got := groupsIn(t, e, c.table); got != c.want {
			t.Errorf("%s\nfound %s\n want %s", c.table, got, c.want)
		}
	}
}
